import type { Gap, Observation } from '../../control/regulation/observation';

/** What decides in a run: it is shown one observation a period, and commands what it likes. */
export interface Controller<Capacity> {
  decide(seen: Observation<Capacity> | Gap): Partial<Capacity> | undefined;
  /** Why it decided as it did last, where it can tell. */
  readonly why?: string;
}

import type { Capacity } from '../../../lib/control/regulation/regulate';
import type { Change } from '../../../lib/simulation/run';
import { capacityWords, type Outcome } from './outcome';
import type { SimulationPage } from './page';

/** A change of the capacity, as the page's script shows it; `at` in seconds since the run began. */
export interface ChangeMark {
  readonly at: number;
  readonly raised: boolean;
  readonly what: string;
  readonly why: string;
}

/** What the page's script draws. */
export function pageData({ outcomes, slots, trace, scene, load }: SimulationPage) {
  return {
    end: scene.arrivals.length,
    startedAt: trace.startedAt ?? null,
    lagObjective: scene.settings.lagObjectiveSeconds,
    seconds: Array.from({ length: slots.count }, (_, index) => index * slots.seconds),
    load,
    controllers: outcomes.map(({ name, capacity, lag, changes }) => ({ name, capacity, lag, changes: marks(changes) })),
  };
}

export function marks(changes: Outcome['changes']): ChangeMark[] {
  return changes.map(({ second, from, to, why }) => ({
    at: second,
    raised: unitsOf(to) > unitsOf(from),
    what: `${capacityWords(from)} → ${capacityWords(to)}`,
    why,
  }));
}

function unitsOf(capacity: Change<Capacity>['to']): number {
  return 'workers' in capacity ? capacity.workers : capacity.shards * capacity.parallelizationFactor;
}

/** Since the run began, or the time in UTC where the trace tells when that was. */
export function moment(seconds: number, startedAt: number | undefined): string {
  if (startedAt !== undefined)
    return new Date(startedAt + seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ');
  const pad = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${Math.floor(seconds / 3_600)}:${pad((seconds % 3_600) / 60)}:${pad(seconds % 60)}`;
}

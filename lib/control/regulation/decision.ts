/** Why a planner decided as it did: a word for counting, next to the sentence for people. */
export type Reason =
  /** Capacity fits what is expected. */
  | 'steady'
  /** More is expected than the capacity in force works off in time. */
  | 'rising'
  /** Records wait, and more capacity gets them done within the objective. */
  | 'draining'
  /** Less is expected; capacity is handed back. */
  | 'falling'
  /** Less would do, but a change is not worth its price or its risk yet. */
  | 'holding'
  /** The day's reshards are kept for an emergency. */
  | 'budget'
  /** A change is under way. */
  | 'pending'
  /** More capacity did not help before: something else is the bottleneck. */
  | 'ineffective'
  /** All the capacity that is allowed is in force. */
  | 'at-limit'
  /** Capacity in force lies outside the limits. */
  | 'outside-limits'
  /** No metrics, or none that can be trusted. */
  | 'blind'
  /** The operator asked for no changes at this time. */
  | 'excluded';

export interface Decision<Capacity> {
  /** What to set; absent where all is to stay as it is. */
  readonly command?: Partial<Capacity>;
  readonly reason: Reason;
  /** One sentence with the figures that led there. */
  readonly detail: string;
}

export interface Planned<State, Capacity> {
  readonly state: State;
  readonly decision: Decision<Capacity>;
}

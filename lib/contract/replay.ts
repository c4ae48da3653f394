/** Input of the replay state machine; every field is present (a JSONPath cannot be optional). */
export interface ReplayInput {
  /** Objects of the lake whose key begins so, e.g. `spilled/orders/`. */
  readonly prefix: string;
  /** First event time to replay, milliseconds since the epoch. */
  readonly from: number;
  /** Event time to stop before, milliseconds since the epoch. */
  readonly to: number;
  /** Records a second over the whole replay; 0 for no limit. */
  readonly rate: number;
  /** Objects replayed at a time. */
  readonly concurrency: number;
  /** Why it runs: `healed`, `sweep`, `operator`. */
  readonly reason: string;
}

/** What the state machine hands the worker for each object. */
export interface ReplayItem extends ReplayInput {
  readonly key: string;
}

/** The last millisecond a JavaScript date can hold: an open end. */
export const END_OF_TIME = 8_640_000_000_000_000;

/** The claim of a worker that is silent for so long is free again: one that died keeps nobody out for longer. */
export const LEASE_MILLIS = 15_000;

export const DEFAULT_REPLAY_CONCURRENCY = 4;

/** Replay of all that lies under a prefix. */
export function wholePrefix(prefix: string, reason: string): ReplayInput {
  return { prefix, from: 0, to: END_OF_TIME, rate: 0, concurrency: DEFAULT_REPLAY_CONCURRENCY, reason };
}

/** What the worker answers for one object, in records. */
export interface ReplayReport {
  readonly key: string;
  readonly replayed: number;
  readonly quarantined: number;
  readonly remaining: number;
  readonly skipped: number;
}

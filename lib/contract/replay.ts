/** What a replay is asked for. The state machine fills in what its input leaves out. */
export interface ReplayInput {
  /** Objects of the lake whose key begins so, e.g. `spilled/orders/`. */
  readonly prefix: string;
  /** First event time to replay, milliseconds since the epoch. */
  readonly from: number;
  /** Event time to stop before, milliseconds since the epoch. */
  readonly to: number;
  /** Partition key or message group; with a `*` at its end, how they begin; '' for all. */
  readonly keys: string;
  /** One object after the other, the oldest first: no record of a key overtakes another. */
  readonly ordered: boolean;
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
  const everything = { from: 0, to: END_OF_TIME, keys: '', ordered: false, rate: 0 };
  return { prefix, ...everything, concurrency: DEFAULT_REPLAY_CONCURRENCY, reason };
}

/** The metric that tells how long live records wait, and how long they may. */
export interface LiveLagSettings {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** 1 for a metric in seconds, 1,000 for one in milliseconds. */
  readonly unitsPerSecond: number;
  readonly objectiveSeconds: number;
}

/** Where an ordered replay has come to. */
export interface LaneState extends Omit<ReplayReport, 'key' | 'skipped'> {
  /** Key of the object that was done last; '' before the first. */
  readonly after: string;
  /** `waits`: an object could not be emptied, and nothing may overtake it. */
  readonly state: 'goes-on' | 'waits' | 'done';
}

/** Before its first object. */
export const LANE_START: LaneState = { after: '', state: 'goes-on', replayed: 0, quarantined: 0, remaining: 0 };

/** What the state machine hands the worker for an ordered replay: it works on one object after the other until its time is up. */
export interface LaneEvent extends ReplayInput {
  readonly lane: LaneState;
}

/** What the worker answers for one object, in records. */
export interface ReplayReport {
  readonly key: string;
  readonly replayed: number;
  readonly quarantined: number;
  readonly remaining: number;
  readonly skipped: number;
}

import type { NativeRecord } from './records';

export interface Reason {
  readonly code: string;
  readonly message: string;
}

/** A record that a target did not take, and why. */
export interface Undelivered extends Reason {
  readonly record: NativeRecord;
  /** Times the target refused this very record; absent where others or the target's state are to blame. */
  readonly refusals?: number;
}

/** Where the records of one trip to a target ended; each is in exactly one list. */
export interface Trip {
  readonly accepted: NativeRecord[];
  /** Refused by a target proven healthy. */
  readonly poison: Undelivered[];
  /** Not taken: an outage, or doubt. */
  readonly undelivered: Undelivered[];
  /** Never handed over: the time was up before. */
  readonly unattempted: NativeRecord[];
}

/** Milliseconds that a call may take at this moment; 0 where none may start. */
export type Budget = () => number;

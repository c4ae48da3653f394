/** What a stream can do from a time on, in records a second. */
export interface Ability {
  readonly from: number;
  /** What shards take in. */
  readonly accept: number;
  /** What consumers work off. */
  readonly read: number;
}

/** Records a second that arrive at a time; 0 is the end of the period seen last, before it is the past. */
export type Arriving = (second: number) => number;

/** What waits at 0: the age of the oldest record, and of the oldest that is still at its producer. */
export interface Waiting {
  readonly age: number;
  readonly ageAtProducers: number;
}

export const NONE_WAITING: Waiting = { age: 0, ageAtProducers: 0 };

export interface Lag {
  readonly worst: number;
  /** Lag above the allowance, added up over time. */
  readonly excess: number;
}

export interface Window {
  readonly from: number;
  readonly until: number;
  readonly allowance: number;
}

const STEP_SECONDS = 15;

/** The age of the oldest record between two times, first in, first out. */
export function lag(
  arriving: Arriving,
  waiting: Waiting,
  able: readonly Ability[],
  { from, until, allowance }: Window,
): Lag {
  let accepted = -waiting.ageAtProducers;
  let front = -waiting.age;
  let worst = 0;
  let excess = 0;
  let at = 0;
  for (let second = 0; second < until; second += STEP_SECONDS) {
    while (at + 1 < able.length && able[at + 1].from <= second) at += 1;
    const end = second + STEP_SECONDS;
    accepted = passed(arriving, accepted, able[at].accept * STEP_SECONDS, end);
    front = passed(arriving, front, able[at].read * STEP_SECONDS, accepted);
    if (end < from) continue;
    worst = Math.max(worst, end - front);
    excess += STEP_SECONDS * Math.max(0, end - front - allowance);
  }
  return { worst, excess };
}

/** The time of arrival up to which records are taken when so many more are. */
function passed(arriving: Arriving, from: number, records: number, end: number): number {
  let at = from;
  let left = records;
  while (left > 0 && at < end) {
    const piece = Math.min(STEP_SECONDS, end - at);
    const there = Math.max(1e-9, arriving(at + piece / 2)) * piece;
    if (there > left) return at + (piece * left) / there;
    left -= there;
    at += piece;
  }
  return at;
}

import { Failures, isOutage, rateAfter, withFailed } from './failures';
import { isBrownOut, nextPace, Pace } from './pace';

/** What the calls of one environment say of a target. */
export interface Health extends Failures {
  /** By the number of records in a call, an octave each: a call with more records may take longer. */
  readonly paces: readonly (Pace | null | undefined)[];
  /** What the last call says beside those before it. */
  readonly verdict: Verdict;
}

/** False where the target is well. */
export type Verdict = false | 'outage' | 'brown-out';

export interface CallOutcome {
  readonly failed: boolean;
  /** It failed, and perhaps for a record; `blame` says so if it turns out otherwise. */
  readonly isDoubtful?: boolean;
  readonly millis: number;
  readonly records: number;
}

export const UNKNOWN: Health = { calls: 0, rate: 0, last: [], fewest: 1, paces: [], verdict: false };

/** What is known after a call. */
export function observe(before: Health, { failed, isDoubtful, millis, records }: CallOutcome): Health {
  const { last, fewest } = before;
  const calls = before.calls + 1;
  // Not spread: engines build a literal that begins with a spread some twenty times slower.
  const health = {
    calls,
    rate: rateAfter(before),
    last,
    fewest,
    paces: before.paces,
    verdict: false as Verdict,
  };
  if (failed) return isDoubtful ? health : blame(health, [calls]);
  const octave = 31 - Math.clz32(records);
  // Within an octave the number may double: its root halves what that does to the time, whatever a record costs.
  const pace = nextPace(before.paces[octave] ?? undefined, millis / Math.sqrt(records));
  const paces = before.paces.slice();
  paces[octave] = pace;
  health.paces = paces;
  health.verdict = isBrownOut(pace) && 'brown-out';
  return health;
}

/** What is known when calls, named by their ordinals, turn out to have failed for want of the target. */
export function blame(before: Health, ordinals: readonly number[]): Health {
  const health = withFailed(before, ordinals);
  return { ...health, verdict: isOutage(health) && 'outage' };
}

/** How long calls take, in logarithms of milliseconds, and the evidence that they take twice as long now. */
export interface Pace {
  readonly calls: number;
  readonly mean: number;
  readonly variance: number;
  readonly evidence: number;
}

/** Before anything is learned: calls take between 0.6 and 1.6 times the usual. */
const NEW: Pace = { calls: 0, mean: 0, variance: 0.25, evidence: 0 };

/** Calls as which the first variance counts. */
const PRIOR = 20;

/** Calls after which what was learned counts for a third as much: a change for good is usual after some thousand calls. */
const MEMORY = 1_000;

/** Calls that show what is usual. */
const ENOUGH = 100;

/** The slowness that is looked for: twice the usual time. */
const SLOWER = Math.LN2;

/** Times that vary less than by a seventh are taken to vary that much. */
const LEAST_VARIANCE = 0.02;

/** A call that is further off than three times what is usual shows no more of what is usual. */
const WIDEST = 9;

/** One call is no more evidence than that: a cold start or a pause is no brown-out. */
const MOST_EVIDENCE = 4;

/** Logarithm of the likelihood ratio that tells a brown-out: less than one false alarm in ten million calls. */
const THRESHOLD = 16;

/** The pace after one more call that was answered: CUSUM of the likelihood ratio, over a mean and a variance with forgetting. */
export function nextPace({ calls, mean, variance, evidence }: Pace = NEW, millis: number): Pace {
  const off = Math.log(Math.max(1, millis)) - mean;
  const weight = Math.min(MEMORY, calls + 1);
  const more = (SLOWER / Math.max(LEAST_VARIANCE, variance)) * (off - SLOWER / 2);
  return {
    calls: weight,
    mean: mean + off / weight,
    variance: variance + (Math.min(off * off, WIDEST * variance) - variance) / (weight + PRIOR),
    evidence: calls < ENOUGH ? 0 : Math.min(THRESHOLD, Math.max(0, evidence + Math.min(MOST_EVIDENCE, more))),
  };
}

/** True where the last call was one of a brown-out. */
export function isBrownOut({ evidence }: Pace): boolean {
  return evidence >= THRESHOLD;
}

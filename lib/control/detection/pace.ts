/** How long calls take, in logarithms of milliseconds, and the evidence that they take twice as long now. */
export interface Pace {
  readonly calls: number;
  readonly mean: number;
  readonly variance: number;
  /** How far off the last call was. */
  readonly off: number;
  /** Mean product of how far off two calls in a row are: slow calls come together. */
  readonly together: number;
  /** Mean of the likelihood ratio of a single call. Usual calls of a lognormal time have 1; a heavy tail has more. */
  readonly odds: number;
  readonly evidence: number;
}

/** Before anything is learned: calls take between 0.6 and 1.6 times the usual. */
const NEW: Pace = { calls: 0, mean: 0, variance: 0.25, off: 0, together: 0, odds: 1, evidence: 0 };

/** Calls as which the first variance counts, and the first odds, which few calls tell little of. */
const PRIOR = 20;
const PRIOR_ODDS = 100;

/** Calls after which what was learned counts for a third as much: a change for good is usual after some thousand calls. */
const MEMORY = 1_000;

/** Calls that show what is usual. */
const ENOUGH = 100;

/** The slowness that is looked for: twice the usual time. */
const SLOWER = Math.LN2;

/** Times that vary less than by a seventh are taken to vary that much. */
const LEAST_VARIANCE = 0.02;

/** A call that is further off than three times what is usual shows no more of what is usual. */
const WIDEST = 3;

/** One call is no more evidence than that: a cold start or a pause is no brown-out. */
const MOST_EVIDENCE = 4.5;

/** Less than that is what chance makes of calls that are independent, or of odds that are even. */
const LEAST_CORRELATION = 0.05;
const LEAST_ODDS = 1.2;
const MOST_CORRELATION = 0.9;

/** Logarithm of the likelihood ratio that tells a brown-out: some false alarms in ten million calls, of a heavy tail too. */
const THRESHOLD = 16;

/**
 * The pace after one more call that was answered: CUSUM of the likelihood ratio, over what is learned with forgetting. The
 * ratio is that of correlated lognormal times, divided by its own mean, so that it stays one where times are not lognormal.
 */
export function nextPace(before: Pace = NEW, millis: number): Pace {
  const { mean, variance, odds, evidence } = before;
  const off = Math.log(Math.max(1, millis)) - mean;
  const calls = Math.min(MEMORY, before.calls + 1);
  const ratio = Math.min(MOST_EVIDENCE, ratioOf(before, off));
  const more = ratio - Math.log(Math.max(1, odds / LEAST_ODDS));
  const widest = WIDEST * Math.sqrt(variance);
  const seen = Math.min(widest, Math.max(-widest, off));
  // What may be a brown-out does not show what is usual.
  const learns = evidence < THRESHOLD / 2 ? 1 : 0;
  return {
    calls,
    mean: mean + off / calls,
    variance: variance + (seen * seen - variance) / (calls + PRIOR),
    off: seen,
    together: before.together + (learns * (seen * before.off - before.together)) / (calls + PRIOR),
    odds: odds + (learns * (Math.exp(ratio) - odds)) / (calls + PRIOR_ODDS),
    evidence: before.calls < ENOUGH ? 0 : Math.min(THRESHOLD, Math.max(0, evidence + more)),
  };
}

/** True where the last call was one of a brown-out. */
export function isBrownOut({ evidence }: Pace): boolean {
  return evidence >= THRESHOLD;
}

/** Logarithm of how much likelier a call is in a brown-out, given the call before it. */
function ratioOf({ variance, together, off: last }: Pace, off: number): number {
  const usual = Math.max(LEAST_VARIANCE, variance);
  const correlation = Math.min(MOST_CORRELATION, Math.max(0, together / usual - LEAST_CORRELATION));
  const slower = SLOWER * (1 - correlation);
  return (SLOWER / usual / (1 + correlation)) * (off - correlation * last - slower / 2);
}

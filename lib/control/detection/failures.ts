/**
 * Tells an outage from the failures that are usual, whose rate is learned from the calls themselves.
 *
 * Of the last failures, every run that ends now is held against the calls before it: how much likelier is it at the rate
 * that it shows than at theirs? A run is left out of the rate that it is measured by, so an outage is never taken for usual.
 */
export interface Failures {
  readonly calls: number;
  /** Failed calls of all, lately; less while there were few calls. */
  readonly rate: number;
  /** Ordinals of the last failed calls. */
  readonly last: readonly number[];
  /** Never taken for an outage: fewer failed calls than these. */
  readonly fewest: number;
}

/** Calls after which what was learned counts for a third as much. */
const MEMORY = 4_000;

/** Before anything is learned: one call in a hundred fails, as if this many had been seen. */
const PRIOR = { calls: 300, failed: 3 };

/** A target that fails less than that is taken to fail that often: failures do not come as independently as reckoned. */
const LEAST_RATE = 0.001;

/** A target that takes seven of eight calls is not down, whatever it took before. */
const LEAST_SHARE = 1 / 8;

/** Failures that are kept: their runs tell 20 % from 5 %. */
const KEPT = 32;

/**
 * Logarithm of the likelihood ratio that tells an outage. It takes more in a longer run, for there are more of them to be
 * misled by, and more where every call fails, for such runs are found in few calls anyway. About two false alarms in
 * thirty million calls of which 1 % fail.
 */
const THRESHOLD = 12.6;
const MORE_BY_LENGTH = 0.5;
const MORE_IF_ALL = 3.2;

/** However usual failures are: as many calls failed in a row tell an outage. */
const MOST_TO_TELL = 5;

/** Calls among which the failures of an outage that begins lie. */
const OF_LATE = 10;

/** The rate after one more call, which did not fail as far as is known. */
export function rateAfter({ calls, rate }: Failures): number {
  return rate - rate / weightOf(calls + 1);
}

/** Calls that were counted, named by their ordinals, failed. */
export function withFailed<T extends Failures>(failures: T, ordinals: readonly number[]): T {
  const { calls, rate, last } = failures;
  return {
    ...failures,
    rate: rate + ordinals.length / weightOf(calls),
    last: [...last, ...ordinals].sort((a, b) => a - b).slice(-KEPT),
  };
}

/** True where the last failures are an outage. */
export function isOutage({ calls, rate, last, fewest }: Failures): boolean {
  const weight = weightOf(calls);
  const seen = (rate + PRIOR.failed / (calls + PRIOR.calls)) * weight;
  return last.some((first, index) => {
    const failed = last.length - index;
    const span = calls - first + 1;
    const share = failed / span;
    const usual = Math.max(LEAST_RATE, (seen - failed) / (weight - span));
    const ofFailed = failed * Math.log(share / usual);
    const ofTaken = (span - failed) * Math.log((1 - share) / (1 - usual) || 1);
    const isLikely = ofFailed + ofTaken >= evidenceToTell(span, share);
    return failed >= fewest && share > Math.max(LEAST_SHARE, usual) && isLikely;
  });
}

/** Calls failed in a row that tell an outage. Failures of late may be its own: they are not usual. */
export function failuresToTell({ calls, rate, last }: Failures): number {
  const ofLate = last.filter((ordinal) => ordinal > calls - OF_LATE).length;
  const usual = Math.max(Number.EPSILON, rate - ofLate / weightOf(calls));
  return Math.min(MOST_TO_TELL, evidenceToTell(MOST_TO_TELL, 1) / -Math.log(usual));
}

/** Where a share of so many calls failed. */
function evidenceToTell(calls: number, share: number): number {
  return THRESHOLD + MORE_BY_LENGTH * Math.log(calls) + MORE_IF_ALL * share;
}

function weightOf(calls: number): number {
  return Math.min(MEMORY, calls + PRIOR.calls);
}

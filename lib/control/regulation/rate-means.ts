/** What is remembered of a rate; plain JSON. */
export interface RateMeans {
  readonly last: number;
  /** Means that forget within minutes and within half an hour. */
  readonly fast: number;
  readonly slow: number;
  /** A level with its slope, per period. */
  readonly level: number;
  readonly slope: number;
  /** How many rates are in them, up to a bound. */
  readonly periods: number;
}

/** One figure for each simple forecast. */
export type PerForecast = readonly [last: number, fast: number, slow: number, trend: number];

const FAST_SECONDS = 180;
const SLOW_SECONDS = 1800;
const LEVEL_SECONDS = 60;
const SLOPE_SECONDS = 150;

/** A trend does not go on for ever: after this time ahead about a third of it is left. */
const DAMPING_SECONDS = 900;

/** More periods than this weigh no less. */
const MOST_PERIODS = 10_000;

/** Means of a rate of which nothing else is known. */
export function meansOf(rate: number): RateMeans {
  return {
    last: rate,
    fast: rate,
    slow: rate,
    level: rate,
    slope: 0,
    periods: 1,
  };
}

export function nextMeans(means: RateMeans, rate: number, periodSeconds: number): RateMeans {
  // The first rates count alike; the very first one must not weigh for half an hour.
  const atLeast = 1 / means.periods;
  const level = towards(means.level + means.slope, rate, periodSeconds / LEVEL_SECONDS);
  return {
    last: rate,
    fast: towards(means.fast, rate, Math.max(atLeast, periodSeconds / FAST_SECONDS)),
    slow: towards(means.slow, rate, Math.max(atLeast, periodSeconds / SLOW_SECONDS)),
    level,
    slope: towards(means.slope, level - means.level, periodSeconds / SLOPE_SECONDS),
    periods: Math.min(MOST_PERIODS, means.periods + 1),
  };
}

/** The mean rate over the next periods, as each of the forecasts has it. */
export function ahead({ last, fast, slow, slope }: RateMeans, periodSeconds: number, periods: number): PerForecast {
  const damping = Math.exp(-periodSeconds / DAMPING_SECONDS);
  let slopes = 0;
  let sum = 0;
  for (let period = 1, left = damping; period <= periods; period += 1, left *= damping) {
    slopes += left;
    sum += slopes;
  }
  return [last, fast, slow, Math.max(0, last + (slope * sum) / periods)];
}

/** A step from the old towards the new; `weight` is the weight of the new beside 1 for the old. */
export function towards(old: number, target: number, weight: number): number {
  return old + (target - old) * (weight / (1 + weight));
}

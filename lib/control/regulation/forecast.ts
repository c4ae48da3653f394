import { type ForecastErrors, NO_ERRORS, withError, worthHolding } from './forecast-errors';
import { followed, type Jumps, jumped, NO_JUMPS, willLast } from './jumps';
import { ahead, meansOf, nextMeans, type PerForecast, type RateMeans, towards } from './rate-means';

/**
 * What is expected of a rate over a horizon, from few numbers: simple forecasts run side by side, and each counts as much
 * as it has proved right on this flow of late. Plain JSON.
 */
export interface Forecast {
  /** Null before the first rate. */
  readonly means: RateMeans | null;
  /** Mean square of what each forecast was off, relative to its scale; forgetting. */
  readonly faults: PerForecast;
  /** Made and not judged yet, oldest first. */
  readonly open: readonly OpenForecast[];
  readonly errors: ForecastErrors;
  readonly jumps: Jumps;
  /** How far a single rate lies from what was expected of it, relative; a forgetting mean. */
  readonly noise: number;
  /** Of how many rates it has learned, up to a bound. */
  readonly learned: number;
  /** Highest mean over a horizon, slowly forgotten. */
  readonly peak: number;
}

interface OpenForecast {
  readonly periodsLeft: number;
  readonly sum: number;
  readonly of: PerForecast;
  readonly expected: number;
  readonly scale: number;
}

/** What the forecast is made for; the same in every call. */
export interface Horizon {
  readonly periodSeconds: number;
  /** How far ahead. */
  readonly periods: number;
  /** A rate below this is as good as none: errors are taken relative to it at least. */
  readonly leastRate: number;
}

/** How long it is remembered that a forecast was wrong, and how noisy a flow was. */
const MEMORY_SECONDS = 1800;

/** More rates than this are not counted. */
const MOST_LEARNED = 1000;

/** The better forecast counts more by this power of how much it was better. */
const PREFERENCE = 8;

/** So many open forecasts at most; where a horizon has more periods, not every period makes one. */
const MOST_OPEN = 8;

/** A rate so many deviations off is no noise, but a change; a few percent are always noise. */
const JUMP_DEVIATIONS = 4;
const LEAST_NOISE = 0.05;

/** The first period after a change shows a part of it only, if the change came in its midst. */
const SECOND_PART_DEVIATIONS = 2;

const MOST_NOISE = 0.5;

/** From here on a flow is called noisy: what one period shows is more chance than change. */
const NOISY = 0.1;

/** Up to here it is called steady, once it has been seen for some periods. */
const STEADY = 0.06;
const KNOWN_PERIODS = 5;

const PEAK_HALF_LIFE_SECONDS = 6 * 3600;

/** What is held above the expected rate goes beyond any peak seen lately by no more than this share of it. */
const BEYOND_PEAK = 0.15;

/** A forecast counts as about as right as the best one if its mean square is no more than so many times the best one's. */
const CREDIBLE = 6;

/** The share above a forecast that its usual errors make advisable: some deviations of it, within bounds. */
const MARGIN = { deviations: 1.7, least: 0.03, most: 0.07 };

export const NO_FORECAST: Forecast = {
  means: null,
  faults: [0.01, 0.01, 0.01, 0.01],
  open: [],
  errors: NO_ERRORS,
  jumps: NO_JUMPS,
  noise: 0.1,
  learned: 0,
  peak: 0,
};

/** Takes the rate of one more period. `latest` is the rate at its very end, where that is known better. */
export function learned(forecast: Forecast, rate: number, horizon: Horizon, latest = rate): Forecast {
  const { means } = forecast;
  if (!means) return { ...forecast, means: meansOf(latest) };
  const judged = judge(forecast, rate, horizon);
  const expected = blend(ahead(means, horizon.periodSeconds, 1), judged.faults);
  const off = (rate - expected) / Math.max(expected, horizon.leastRate);
  const deviations = means.periods === 1 && isSteady(judged) ? SECOND_PART_DEVIATIONS : JUMP_DEVIATIONS;
  const isJump = Math.abs(off) > deviations * Math.max(LEAST_NOISE, judged.noise);
  const jumps = followed(judged.jumps, rate);
  const weight = Math.max(1 / (judged.learned + 2), horizon.periodSeconds / MEMORY_SECONDS);
  return opened(
    {
      ...judged,
      means: isJump && willLast(jumps) ? meansOf(latest) : nextMeans(means, rate, horizon.periodSeconds),
      jumps: isJump ? jumped(jumps, expected, latest, horizon.periods) : jumps,
      // A single change of level says little about the noise around it.
      noise: towards(judged.noise, Math.min(Math.abs(off), MOST_NOISE), weight),
      learned: Math.min(judged.learned + 1, MOST_LEARNED),
    },
    horizon,
  );
}

/** After missing periods, what was open cannot be judged any more. */
export function interrupted(forecast: Forecast): Forecast {
  return { ...forecast, open: [], jumps: { ...forecast.jumps, open: null } };
}

/** Mean rate that is expected over the horizon. */
export function expectedRate({ means, faults }: Forecast, horizon: Horizon): number {
  return means ? blend(ahead(means, horizon.periodSeconds, horizon.periods), faults) : 0;
}

/** Rate that was expected of the present, when it was the farthest part of a horizon. */
export function foreseenRate({ open, means }: Forecast): number {
  return open[0]?.expected ?? means?.last ?? 0;
}

/**
 * Highest rate that a forecast expects which proved about as right as the best one, with a margin for its usual errors. Of a
 * noisy flow no forecast is so right that this would mean much: it is the expected rate then.
 */
export function prudentRate(forecast: Forecast, horizon: Horizon): number {
  const { means, faults } = forecast;
  if (!means || isNoisy(forecast)) return expectedRate(forecast, horizon);
  const most = CREDIBLE * Math.min(...faults) + 1e-5;
  const rates = ahead(means, horizon.periodSeconds, horizon.periods);
  return rates.reduce((highest, rate, each) => {
    const margin = between(MARGIN.deviations * Math.sqrt(faults[each]), MARGIN);
    return faults[each] <= most ? Math.max(highest, rate * (1 + margin)) : highest;
  }, 0);
}

/** Rate that is worth being held above the expected one, if being short of it has this price. */
export function surplusRate(forecast: Forecast, horizon: Horizon, price: number): number {
  const expected = expectedRate(forecast, horizon);
  const worth = worthHolding(forecast.errors, price) * scaleOf(forecast, expected, horizon);
  return Math.min(worth, Math.max(forecast.peak - expected, BEYOND_PEAK * expected));
}

export function isNoisy({ noise }: Forecast): boolean {
  return noise > NOISY;
}

/** Nearly nothing happens but for a single change, at most. */
export function isSteady(forecast: Forecast): boolean {
  return isKnown(forecast) && forecast.noise <= STEADY;
}

/** Enough has been seen to tell whether it is steady or noisy. */
export function isKnown({ learned }: Forecast): boolean {
  return learned >= KNOWN_PERIODS;
}

/** How long the present level has been seen, since it changed suddenly or since the beginning. */
export function periodsSinceJump({ means }: Forecast): number {
  return means?.periods ?? 0;
}

/** What errors are relative to: of a rate that swings around a mean, the mean; of one that drifts away, the rate. */
function scaleOf({ means }: Forecast, expected: number, { leastRate }: Horizon): number {
  return Math.max(leastRate, Math.sqrt((means?.slow ?? 0) * expected));
}

function blend(rates: PerForecast, faults: PerForecast): number {
  let weights = 0;
  let sum = 0;
  for (const [each, rate] of rates.entries()) {
    const weight = (faults[each] + 1e-5) ** -PREFERENCE;
    weights += weight;
    sum += weight * rate;
  }
  return sum / weights;
}

function opened(forecast: Forecast, horizon: Horizon): Forecast {
  const every = Math.ceil(horizon.periods / MOST_OPEN);
  const last = forecast.open.at(-1);
  if (!forecast.means || (last && horizon.periods - last.periodsLeft < every)) return forecast;
  const of = ahead(forecast.means, horizon.periodSeconds, horizon.periods);
  const expected = blend(of, forecast.faults);
  const scale = scaleOf(forecast, expected, horizon);
  return {
    ...forecast,
    open: [...forecast.open, { periodsLeft: horizon.periods, sum: 0, of, expected, scale }],
  };
}

/** Holds what was forecast against what came. */
function judge(forecast: Forecast, rate: number, { periodSeconds, periods }: Horizon): Forecast {
  const open = forecast.open.map((each) => ({
    ...each,
    sum: each.sum + rate,
    periodsLeft: each.periodsLeft - 1,
  }));
  const [oldest] = open;
  if (!oldest || oldest.periodsLeft > 0) return { ...forecast, open };
  const actual = oldest.sum / periods;
  const { scale } = oldest;
  const worse = (fault: number, of: number): number =>
    towards(fault, Math.min(4, ((actual - of) / scale) ** 2), periodSeconds / MEMORY_SECONDS);
  const [last, fast, slow, trend] = forecast.faults;
  const { of } = oldest;
  return {
    ...forecast,
    faults: [worse(last, of[0]), worse(fast, of[1]), worse(slow, of[2]), worse(trend, of[3])],
    open: open.slice(1),
    errors: withError(forecast.errors, (actual - oldest.expected) / scale, periodSeconds),
    peak: Math.max(actual, forecast.peak * 2 ** (-periodSeconds / PEAK_HALF_LIFE_SECONDS)),
  };
}

function between(value: number, { least, most }: { readonly least: number; readonly most: number }): number {
  return Math.min(most, Math.max(least, value));
}

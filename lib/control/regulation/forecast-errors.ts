import { storedFigure } from './stored-figure';

/** How far forecasts were exceeded, as shares of their scale: seconds in each of `BOUNDS`' ranges, slowly forgotten. */
export type ForecastErrors = readonly number[];

/** Upper ends of the ranges; what lies above the last counts there. */
const BOUNDS = [0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 2, 2.5, 3, 4, 6];

/** After so long an error counts half. */
const HALF_LIFE_SECONDS = 2 * 3600;

/** A flow that nothing is known of is thought to have exceeded its forecast by so much in one minute of ten. */
const PRIOR = { error: 0.2, seconds: 60, without: 540 };

/**
 * An error beyond this share costs no more than one of this share: records are late then, and a little more capacity
 * would not have changed that.
 */
const MOST_AT_STAKE = 1;

export const NO_ERRORS: ForecastErrors = BOUNDS.map((bound) =>
  bound === 0 ? PRIOR.without : bound === PRIOR.error ? PRIOR.seconds : 0,
);

export function withError(errors: ForecastErrors, error: number, seconds: number): ForecastErrors {
  const kept = 2 ** (-seconds / HALF_LIFE_SECONDS);
  const found = BOUNDS.findIndex((bound) => error <= bound);
  const range = found < 0 ? BOUNDS.length - 1 : found;
  return errors.map((before, each) => storedFigure(before * kept + (each === range ? seconds : 0)));
}

/**
 * The share above the forecast from which on more capacity costs more than the errors beyond it.
 *
 * @param price of being short of a unit for a second, in units kept for a second
 */
export function worthHolding(errors: ForecastErrors, price: number): number {
  const all = errors.reduce((sum, seconds) => sum + seconds, 0);
  let best = 0;
  let least = Infinity;
  for (const [held, bound] of BOUNDS.entries()) {
    let beyond = 0;
    for (let range = held + 1; range < BOUNDS.length; range += 1) {
      beyond += errors[range] * Math.min(BOUNDS[range] - bound, MOST_AT_STAKE);
    }
    const cost = bound + (price * beyond) / all;
    if (cost < least) {
      least = cost;
      best = bound;
    }
  }
  return best;
}

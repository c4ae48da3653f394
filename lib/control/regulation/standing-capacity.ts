import { storedFigure } from './stored-figure';

/**
 * What it would have come to never to go below a rate of capacity: for each of some rates, how long records would have
 * been late, and how much would have been kept. Load that comes in bursts is faster than any command: only what stands
 * ready helps, and whether that is worth its price is seen from the bursts of the last hours. Plain JSON.
 */
export interface Standing {
  /** Rate of the first trial, as a power of `RATIO`; null before anything arrived. */
  readonly top: number | null;
  /** By falling rate. */
  readonly trials: readonly Trial[];
  /** How long it was tried, and how much arrived meanwhile; forgetting, as all figures here. */
  readonly seconds: number;
  readonly arrived: number;
  readonly peak: number;
}

interface Trial {
  readonly waiting: number;
  readonly lateSeconds: number;
  readonly kept: number;
}

export interface TrialPeriod {
  readonly seconds: number;
  readonly rate: number;
  /** What a capacity that only follows the forecast would have been able to work off. */
  readonly following: number;
  readonly lagObjectiveSeconds: number;
}

export const NO_STANDING: Standing = {
  top: null,
  trials: [],
  seconds: 0,
  arrived: 0,
  peak: 0,
};

const NOTHING: Trial = { waiting: 0, lateSeconds: 0, kept: 0 };

/** Two rates next to each other differ by a quarter; together they reach down to a twentieth of the peak. */
const RATIO = 2 ** (1 / 3);
const TRIALS = 14;
const SHARES = Array.from({ length: TRIALS }, (_, each) => RATIO ** -each);

const HALF_LIFE_SECONDS = 4 * 3600;

/** Being late for a share of the time costs so many times that share of all work. */
const LATENESS_PRICE = 15;

/** One burst makes no pattern: so much lateness is not insured against. */
const FORGIVEN_SECONDS = 90;

/** The trials after one more period. */
export function tried(standing: Standing, period: TrialPeriod): Standing {
  const { seconds, rate, lagObjectiveSeconds } = period;
  const kept = 2 ** (-seconds / HALF_LIFE_SECONDS);
  const peak = Math.max(rate, standing.peak * kept);
  if (peak <= 0) return standing;
  const top = Math.ceil(Math.log(peak) / Math.log(RATIO));
  const trials = moved(standing, top).map((trial, each) => {
    const drain = trial.waiting / (2 * lagObjectiveSeconds);
    const able = Math.max(rateOf(top, each), period.following + drain);
    const waiting = Math.max(0, trial.waiting + (rate - able) * seconds);
    return {
      waiting: storedFigure(waiting),
      lateSeconds: storedFigure(trial.lateSeconds * kept + (waiting / able > lagObjectiveSeconds ? seconds : 0)),
      kept: storedFigure(trial.kept * kept + able * seconds),
    };
  });
  return {
    top,
    trials,
    seconds: standing.seconds * kept + seconds,
    arrived: standing.arrived * kept + rate * seconds,
    peak,
  };
}

/** The rate below which it does not pay to go; 0 where following the forecast is good enough. */
export function worthKeeping({ top, trials, seconds, arrived }: Standing): number {
  if (top === null || seconds <= 0) return 0;
  const costs = trials.map(
    ({ kept, lateSeconds }) =>
      kept + (LATENESS_PRICE * Math.max(0, lateSeconds - FORGIVEN_SECONDS) * arrived) / seconds,
  );
  const cheapest = costs.reduce((best, cost, each) => (cost <= costs[best] ? each : best), 0);
  return cheapest === trials.length - 1 ? 0 : rateOf(top, cheapest);
}

function rateOf(top: number, each: number): number {
  return RATIO ** top * SHARES[each];
}

/** The trials by the rates below another top: what was not tried is thought to have gone as its neighbour did. */
function moved({ top: before, trials, seconds }: Standing, top: number): readonly Trial[] {
  if (before === top) return trials;
  if (before === null) return Array.from({ length: TRIALS }, () => NOTHING);
  return Array.from({ length: TRIALS }, (_, each) => {
    const same = each - (top - before);
    if (same >= 0) return trials[Math.min(same, TRIALS - 1)];
    return {
      ...NOTHING,
      kept: Math.max(trials[0].kept, rateOf(top, each) * seconds),
    };
  });
}

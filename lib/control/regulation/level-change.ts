import { expectedRate, type Forecast, type Horizon, periodsSinceJump } from './forecast';

/** What a load changed to suddenly, or began with; plain JSON. */
export interface Level {
  readonly since: number;
  readonly rate: number;
  /** What it was expected to be instead. */
  readonly from: number;
  /** It rose to this while a sudden rise was under way. */
  readonly further: boolean;
}

/** Rises within this time are one rise. */
const ONE_RISE_SECONDS = 600;

/** Less than this again is no further rise; in the period right after it, less than that is its second part. */
const FURTHER = 1.15;
const SECOND_PART = 1.3;

/** What a forecast was and has become by a period that ends at `time`. */
export interface Turn {
  readonly time: number;
  readonly before: Forecast;
  readonly after: Forecast;
  readonly horizon: Horizon;
  /** More capacity is under way. */
  readonly answered: boolean;
}

export function levelAfter(level: Level | null, { time, before, after, horizon, answered }: Turn): Level | null {
  if (periodsSinceJump(after) !== 1) return level;
  const rate = expectedRate(after, horizon);
  const from = expectedRate(before, horizon);
  if (!level) return { since: time, rate, from, further: false };
  const passed = time - level.since;
  const grown = rate / level.rate;
  // A change in the midst of a period is seen in two parts; what is answered already and grows by so much is more.
  const isSecondPart = passed < 1.5 * horizon.periodSeconds && !(answered && grown > SECOND_PART);
  if (isSecondPart) return { ...level, rate };
  return { since: time, rate, from, further: passed < ONE_RISE_SECONDS && grown > FURTHER };
}

import type { Observation, StreamCapacity } from './observation';
import type { StreamSettings } from './settings';

/** The load of late; plain JSON. */
export interface LoadState {
  readonly time: number | null;
  /** Records a second that arrived in the last periods, the latest first. */
  readonly rates: readonly number[];
  /** As it was told. */
  readonly backlog: number | null;
  /** Of the oldest record, seconds. */
  readonly age: number;
  /** Records that wait at their producers. */
  readonly producers: number;
}

export const NO_LOAD: LoadState = { time: null, rates: [], backlog: null, age: 0, producers: 0 };

const HISTORY_SECONDS = 300;
const FEWEST_RATES = 5;
const MOST_RATES = 31;

/** An age that was worked out, not told, is no greater. */
const LONGEST_AGE = 3600;

/** Whether an observation comes right after the one before. */
export function follows({ time }: LoadState, now: number, { periodSeconds }: StreamSettings): boolean {
  return time !== null && now - time < 1.5 * periodSeconds;
}

/** @param accepted what the shards take in, in records a second, as far as is known */
export function loadAfter(
  state: LoadState,
  seen: Observation<StreamCapacity>,
  settings: StreamSettings,
  accepted: number,
): LoadState {
  const { periodSeconds } = settings;
  const before = follows(state, seen.time, settings) ? state : NO_LOAD;
  const rate = offered(before, seen, periodSeconds, accepted);
  const age = seen.oldestAgeSeconds ?? (rate > 0 ? Math.min(LONGEST_AGE, (seen.backlog ?? 0) / rate) : 0);
  const length = Math.min(MOST_RATES, Math.max(FEWEST_RATES, Math.ceil(HISTORY_SECONDS / periodSeconds)));
  const waiting = age * rate;
  const atProducers = before === NO_LOAD ? waiting : before.producers + (rate - accepted) * periodSeconds;
  return {
    time: seen.time,
    rates: [rate, ...before.rates].slice(0, length),
    backlog: seen.backlog ?? null,
    age,
    producers: Math.min(waiting, Math.max(0, atProducers)),
  };
}

/** Records a second that producers had to put, whether or not they could. */
function offered(
  before: LoadState,
  seen: Observation<StreamCapacity>,
  periodSeconds: number,
  accepted: number,
): number {
  const { processed, backlog, arrivals } = seen;
  const done = (processed ?? 0) / periodSeconds;
  const grown =
    before.backlog === null || backlog === undefined ? undefined : (backlog - before.backlog) / periodSeconds;
  const balance = processed === undefined || grown === undefined ? 0 : done + grown;
  const arrived = arrivals === undefined ? (grown === undefined ? done : 0) : arrivals / periodSeconds;
  const rate = Math.max(arrived, balance);
  // Arrivals that hug the limit may be what was let in of more. The age then tells how fast the rest came.
  const hugging = arrived > 0.9 * accepted && arrived < 1.03 * accepted;
  return hugging ? Math.max(rate, rateOfAging(before, seen, periodSeconds)) : rate;
}

/** The fewer seconds of arrivals a second of work covers, the denser they came. */
function rateOfAging(
  { time, age }: LoadState,
  { processed, oldestAgeSeconds }: Observation<StreamCapacity>,
  periodSeconds: number,
): number {
  if (time === null || processed === undefined || oldestAgeSeconds === undefined) return 0;
  const aging = (oldestAgeSeconds - age) / periodSeconds;
  return aging > 0.05 ? processed / periodSeconds / Math.max(0.1, 1 - aging) : 0;
}

/** Mean rate over so many seconds before so many seconds ago; undefined where nothing is known. */
export function meanRate(
  rates: readonly number[],
  periodSeconds: number,
  ago: number,
  seconds: number,
): number | undefined {
  const first = Math.round(ago / periodSeconds);
  const part = rates.slice(first, first + Math.max(1, Math.round(seconds / periodSeconds)));
  return part.length === 0 ? undefined : part.reduce((sum, rate) => sum + rate, 0) / part.length;
}

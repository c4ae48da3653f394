import type { Observation, StreamCapacity } from './observation';
import type { ReshardLog } from './reshard-log';
import { metricSeconds, type StreamSettings } from './settings';
import { burst, type BurstState } from './stream-bursts';
import { type LoadState, meanRate } from './stream-load';
import { type Ability, type Arriving, lag, NONE_WAITING, type Waiting } from './stream-projection';
import type { RatesState } from './stream-rates';
import { TUNING } from './stream-tuning';

/** What there is to decide on: what was seen, and what is made of it. */
export interface Scene {
  readonly seen: Observation<StreamCapacity>;
  readonly settings: StreamSettings;
  /** Shards asked for and not in force yet. */
  readonly underway: number | undefined;
  /** Reshards that may still be asked for. */
  readonly left: number;
  /** Those spent, each the less the sooner it comes back. */
  readonly spent: number;
  /** Records a second: of the last minute, of the last five. */
  readonly rate: number;
  readonly mean: number;
  /** Records a second that the rate grows by in a second: of late, and over some minutes. */
  readonly slope: number;
  readonly trend: number;
  readonly peak: number;
  readonly waiting: Waiting;
  /** What a shard takes in, what it can be read at, and what a consumer reads, in records a second. */
  readonly accept: number;
  readonly perShard: number;
  readonly consumer: number;
  readonly arriving: Arriving;
  readonly bursting: Arriving;
  /** Seconds from 0 until a command is in force. */
  readonly landing: { readonly shards: number; readonly factor: number };
  /** Records a second that are to be taken in and read all the time, as a multiple of those that come: 1 unless all is slow. */
  readonly standing: number;
}

const DAY = 24 * 3600;

export interface Known {
  readonly load: LoadState;
  readonly rates: RatesState;
  readonly bursts: BurstState;
}

export function sceneOf(
  { load, rates, bursts }: Known,
  seen: Observation<StreamCapacity>,
  settings: StreamSettings,
  log: ReshardLog,
): Scene {
  const { periodSeconds } = settings;
  const minute = Math.max(60, periodSeconds);
  const over = (from: number, seconds: number, otherwise: number) =>
    meanRate(load.rates, periodSeconds, from, seconds) ?? otherwise;
  const rate = over(0, minute, 0);
  const m1 = over(minute, minute, rate);
  const m2 = over(2 * minute, minute, m1);
  const m4 = over(4 * minute, minute, m2);
  const g1 = (rate - m1) / minute;
  const g2 = (m1 - m2) / minute;
  const slope = Math.max(0, g2 > 0.3 * g1 ? g1 : g1 * TUNING.unconfirmed);
  const accept = settings.recordsPerShardPerSecond * rates.share;
  const delay = metricSeconds(settings);
  // What is older than this is late anyway, and how much older changes nothing.
  const age = Math.min(load.age, 20 * settings.lagObjectiveSeconds);
  const past = load.rates;
  const oldest = past.length - 1;
  return {
    seen,
    settings,
    underway: seen.pending?.shards ?? log.underway?.shards,
    left: settings.maxReshardsPerDay - log.spent.length,
    spent: log.spent.reduce((sum, at) => sum + Math.max(0, 1 - (log.clock - at) / DAY), 0),
    rate,
    mean: over(0, 300, rate),
    slope,
    trend: Math.max(0, Math.min(g1, (rate - m4) / (4 * minute))),
    peak: bursts.peak,
    waiting: { age, ageAtProducers: Math.min(age, load.producers / Math.max(1, rate)) },
    accept,
    perShard: Math.min(accept, settings.maxParallelizationFactor * rates.consumer),
    consumer: rates.consumer,
    arriving: (second) =>
      second <= 0
        ? past[Math.min(oldest, Math.floor(-second / periodSeconds))]
        : rate + slope * (Math.min(second, TUNING.riseGoesOn) + minute / 2),
    bursting: burst(bursts, rate),
    landing: { shards: delay + settings.reshardSeconds, factor: delay + settings.actuationSeconds },
    standing: standingOf(settings),
  };
}

/**
 * The objective leaves time to see a change and to answer it before records are late, or some seconds after. What lands later
 * than that answers nothing: what may come until then has to be there before. The longer it is, the more may come.
 */
function standingOf(settings: StreamSettings): number {
  const { lagObjectiveSeconds, periodSeconds, reshardSeconds, actuationSeconds } = settings;
  const blind = periodSeconds + metricSeconds(settings) + Math.max(reshardSeconds, actuationSeconds);
  const answerable = TUNING.answerable * lagObjectiveSeconds;
  return 1 + TUNING.blindGrowth * Math.max(0, blind / answerable - 1);
}

/** Records that wait so long are what there is to work off first. */
const DRAINING_SECONDS = 30;

export function isDraining({ waiting }: Scene): boolean {
  return waiting.age > DRAINING_SECONDS;
}

/** More than any factor is. */
export const ENOUGH = 1e6;

/** From when on there are so many shards, or consumers of each. */
export type Steps = readonly (readonly [from: number, value: number])[];

export function ability({ settings, accept, consumer }: Scene, shards: Steps, factors: Steps): Ability[] {
  const steps: Ability[] = [];
  let s = 0;
  let f = 0;
  let from = 0;
  for (;;) {
    const count = shards[s][1];
    const factor = Math.min(settings.maxParallelizationFactor, factors[f][1]);
    steps.push({ from, accept: count * accept, read: count * factor * consumer });
    const nextShards = s + 1 < shards.length ? shards[s + 1][0] : Infinity;
    const nextFactor = f + 1 < factors.length ? factors[f + 1][0] : Infinity;
    from = Math.min(nextShards, nextFactor);
    if (from === Infinity) return steps;
    if (nextShards === from) s += 1;
    if (nextFactor === from) f += 1;
  }
}

/** The lag if the worst burst of late came now and was answered as fast as can be. */
export function burstLag(scene: Scene, shards: number, factor: number): number {
  const { periodSeconds, reshardSeconds, maxShards } = scene.settings;
  const { landing } = scene;
  const first = periodSeconds + landing.shards;
  const second = first + periodSeconds + reshardSeconds;
  const able = ability(
    scene,
    [
      [0, shards],
      [first, Math.min(maxShards, 2 * shards)],
      [second, Math.min(maxShards, 4 * shards)],
    ],
    [
      [0, factor],
      [periodSeconds + landing.factor, ENOUGH],
    ],
  );
  return lag(scene.bursting, NONE_WAITING, able, { from: 0, until: second + 120, allowance: 0 }).worst;
}

/** The least whole number within limits that fits, if larger ones fit, too; the largest where none does. */
export function least(guess: number, from: number, to: number, fits: (n: number) => boolean): number {
  let low = from;
  let high = to;
  let middle = Math.min(to, Math.max(from, guess));
  while (low < high) {
    if (fits(Math.min(middle, high - 1))) high = Math.min(middle, high - 1);
    else low = Math.min(middle, high - 1) + 1;
    // First the neighbours of the guess, then halves.
    middle = high === middle && middle === guess ? middle - 1 : Math.floor((low + high) / 2);
  }
  return low;
}

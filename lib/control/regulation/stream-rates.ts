import type { Observation, StreamCapacity } from './observation';
import type { StreamSettings } from './settings';

/** What was learned of the units; plain JSON. */
export interface RatesState {
  /** Records a second of one consumer; 0 until the first observation. */
  readonly consumer: number;
  /** Share of its limit that a shard takes in when the stream is full: less than 1 where the load is uneven. */
  readonly share: number;
  /** What was in force, and for how many observations. */
  readonly shards: number;
  readonly factor: number;
  readonly settled: number;
  /**
   * Consumers seem slower than they were. More of them show whether that is so: if that does not help, it is the shards
   * that take in less.
   */
  readonly trial: { readonly before: number; readonly perShard: number; readonly factor: number } | null;
}

export const NO_RATES: RatesState = { consumer: 0, share: 1, shards: 0, factor: 0, settled: 0, trial: null };

/** So many observations in a row show the same capacity before a rate is learned from it. */
const SETTLED = 2;

/** Seconds; records this old at both ends of a period say that some waited throughout. */
const WAITED_SECONDS = 5;

/** An unevenness passes as the keys change: half of it is forgotten in about three hours. */
const SHARE_SECONDS = 4 * 3600;

/** Utilization told by nominal rates repeats what is known: it says something only if it differs from that by more. */
const TELLING = 0.03;

/** Units differ by as much; what falls short by more has a cause. */
const EXPLAINED = 0.93;

export function ratesAfter(
  before: RatesState,
  seen: Observation<StreamCapacity>,
  settings: StreamSettings,
  agedBefore: number | null,
): RatesState {
  const state = settledAfter(before, seen, settings);
  const { shards, factor } = state;
  if (seen.processed === undefined || shards * factor === 0 || state.settled < SETTLED) return state;
  const done = seen.processed / settings.periodSeconds;
  const perShard = done / shards;
  // What was done could be done.
  const proven: RatesState = {
    ...state,
    consumer: Math.max(state.consumer, perShard / factor),
    share: Math.max(state.share, Math.min(1, perShard / settings.recordsPerShardPerSecond)),
  };
  const waited = (agedBefore ?? 0) >= WAITED_SECONDS && (seen.oldestAgeSeconds ?? 0) >= WAITED_SECONDS;
  const busy = tellingUtilization(seen, perShard / factor / settings.recordsPerConsumerPerSecond);
  if (busy !== undefined) {
    const consumer = perShard / factor / busy;
    const full = waited && busy < EXPLAINED;
    return { ...proven, consumer, trial: null, ...(full && { share: perShard / settings.recordsPerShardPerSecond }) };
  }
  return waited ? heldUp(proven, seen, perShard, settings.recordsPerShardPerSecond) : proven;
}

function settledAfter(before: RatesState, seen: Observation<StreamCapacity>, settings: StreamSettings): RatesState {
  const { shards, parallelizationFactor: factor } = seen.capacity;
  const same = shards === before.shards && factor === before.factor && !seen.pending;
  return {
    ...before,
    consumer: before.consumer || settings.recordsPerConsumerPerSecond,
    share: before.share + (1 - before.share) * Math.min(1, settings.periodSeconds / SHARE_SECONDS),
    shards,
    factor,
    settled: same ? before.settled + 1 : 0,
  };
}

/** The share of time that consumers were busy, if that is what utilization tells here. */
function tellingUtilization({ utilization }: Observation<StreamCapacity>, nominal: number): number | undefined {
  const telling = utilization !== undefined && utilization > 0.1 && Math.abs(utilization - nominal) > TELLING;
  return telling ? utilization : undefined;
}

/** Records waited, and fewer were worked off than the rates say: one of them is wrong. */
function heldUp(state: RatesState, seen: Observation<StreamCapacity>, perShard: number, limit: number): RatesState {
  const { consumer, factor, trial } = state;
  if (perShard > EXPLAINED * Math.min(factor * consumer, state.share * limit)) return state;
  if ((seen.throttles ?? 0) > 0) return { ...state, share: perShard / limit };
  const inVain = trial && factor > 1.15 * trial.factor && perShard < 1.08 * trial.perShard;
  return inVain
    ? { ...state, consumer: trial.before, trial: null, share: perShard / limit }
    : { ...state, consumer: perShard / factor, trial: { before: trial?.before ?? consumer, perShard, factor } };
}

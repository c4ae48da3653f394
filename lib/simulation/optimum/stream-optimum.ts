import type { StreamCapacity } from '../../control/regulation/observation';
import type { StreamSettings } from '../../control/regulation/settings';
import type { Situation } from '../plant/situation';
import { carry } from './carry';
import { Front, merge } from './front';
import type { Load } from './load';
import { type Outcome, outcomeOf, type Service } from './outcome';
import { Reshards } from './reshards';
import { slotsOf } from './slots';
import { thinned, type Thinning } from './thin';

/** Cost units of a shard; a consumer costs one. */
export const SHARD_COST = 10;

export interface StreamSearch {
  readonly start: StreamCapacity;
  /** What so many consumers do together, in units of one consumer. */
  readonly effective: (units: number) => number;
  readonly mayBeLate: boolean;
  readonly thinning: Thinning;
}

/**
 * The cheapest plan of a stream that knows all arrivals. Shards double or halve at most, land after their delay, one
 * change at a time, and so often a day. It is let off three rules, which makes it cheaper, if at all: the factor takes any
 * value in each period, though a change of it could not be asked for while another one lands; it does so without a
 * pause; and in runs longer than a day each day from the start on has a budget of its own.
 *
 * @returns the key of the best plan; infinite where none is without a late second and `mayBeLate` is false
 */
export function cheapestStream(
  settings: StreamSettings,
  situation: Situation,
  load: Load,
  { start, effective, mayBeLate, thinning }: StreamSearch,
): number {
  const { periodSeconds, actuationSeconds, reshardSeconds, hotShard } = situation;
  const slots = slotsOf(load.seconds, periodSeconds, [actuationSeconds, reshardSeconds]);
  const reshards = new Reshards(settings, situation, slots);
  const { minParallelizationFactor = 1, maxParallelizationFactor } = settings;
  const factors = Array.from({ length: maxParallelizationFactor }, (_, index) => index + 1).slice(
    minParallelizationFactor - 1,
  );
  const serviceOf = (shards: number, factor: number): Service => ({
    processes: (effective(shards * factor) * settings.recordsPerConsumerPerSecond) / hotShard,
    accepts: (shards * settings.recordsPerShardPerSecond) / hotShard,
    cost: shards * (SHARD_COST + factor),
  });
  let fronts = reshards.start(start.shards);
  slots.forEach((slot, index) => {
    const open = slot.from >= actuationSeconds ? factors : [start.parallelizationFactor];
    fronts = reshards.decide(fronts, index).map((bySpent, shards) => {
      if (bySpent.every((byRest) => byRest.every(({ size }) => size === 0))) return bySpent;
      const outcomes = open.map((factor) => outcomeOf(load, slot, serviceOf(shards, factor), mayBeLate));
      return bySpent.map((byRest) => byRest.map((front) => thinned(carryAny(front, outcomes), thinning)));
    });
  });
  return Math.min(...fronts.flat(2).map(({ keys }) => keys[0] ?? Infinity));
}

/** Carries a front through a slot under each of the factors, rising, until a larger one serves nothing any more. */
function carryAny(front: Front, outcomes: readonly Outcome[]): Front {
  let carried = new Front();
  if (front.size === 0) return carried;
  for (const outcome of outcomes) {
    const more = carry(front, outcome);
    carried = merge(carried, more);
    const idle = more.size > 0 && more.backlogs.every((backlog, index) => backlog <= more.queues[index]);
    if (idle && outcome.lateAnyway === 0 && more.size === front.size) break;
  }
  return carried;
}

import type { RegulatedFlow } from '../contract/regulation';
import type { ScalingTargetConfig } from './scaling-target';

/** What the planners of all kinds are told. */
export type CommonSettings = Pick<
  RegulatedFlow['planner'],
  'lagObjectiveSeconds' | 'periodSeconds' | 'actuationSeconds'
>;

type StreamPlanner = Extract<RegulatedFlow['planner'], { readonly kind: 'stream' }>;

/** A shard accepts 1,000 records a second. */
const DEFAULT_RECORDS_PER_SHARD = 1_000;

/** `UpdateShardCount` is taken ten times in any 24 hours. */
const DEFAULT_RESHARDS_PER_DAY = 10;

/** From `UpdateShardCount` until a stream is active again, where somebody else reshards it. */
const DEFAULT_RESHARD_SECONDS = 60;

/** A stream's planner for one or both of its knobs. The other is only read, and planned with as it is. */
export function streamPlanner(
  common: CommonSettings & Pick<StreamPlanner, 'recordsPerConsumerPerSecond'>,
  shards: ScalingTargetConfig | undefined,
  factor: ScalingTargetConfig | undefined,
): RegulatedFlow['planner'] {
  const ofShards = shardSettings(shards);
  return {
    kind: 'stream',
    ...common,
    ...ofShards,
    // Where no consumer is known, the shard alone is taken for the limit.
    ...(factor
      ? factorSettings(factor)
      : { ...ONE_BATCH, recordsPerConsumerPerSecond: ofShards.recordsPerShardPerSecond }),
  };
}

const ONE_BATCH = { minParallelizationFactor: 1, maxParallelizationFactor: 1 };

function shardSettings(shards: ScalingTargetConfig | undefined) {
  const { minimum: minShards, maximum: maxShards } = shards?.limits ?? { minimum: 1, maximum: 1 };
  return {
    minShards,
    maxShards,
    recordsPerShardPerSecond: shards?.recordsPerShardPerSecond ?? DEFAULT_RECORDS_PER_SHARD,
    maxReshardsPerDay: shards?.maxReshardsPerDay ?? DEFAULT_RESHARDS_PER_DAY,
    reshardSeconds: shards?.actuationTime.toSeconds() ?? DEFAULT_RESHARD_SECONDS,
  };
}

function factorSettings({ limits, actuationTime }: ScalingTargetConfig) {
  const { minimum: minParallelizationFactor, maximum: maxParallelizationFactor } = limits;
  return { minParallelizationFactor, maxParallelizationFactor, actuationSeconds: actuationTime.toSeconds() };
}

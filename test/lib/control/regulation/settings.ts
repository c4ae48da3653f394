import type { StreamSettings, WorkersSettings } from '../../../../lib/control/regulation/settings';

const COMMON = { lagObjectiveSeconds: 60, periodSeconds: 60, actuationSeconds: 60 };

/** Workers of 100 records a second. */
export function workersSettings(over: Partial<WorkersSettings> = {}): WorkersSettings {
  return { kind: 'workers', ...COMMON, recordsPerWorkerPerSecond: 100, minWorkers: 1, maxWorkers: 50, ...over };
}

/** A stream whose shards are full at a factor of 4. */
export function streamSettings(over: Partial<StreamSettings> = {}): StreamSettings {
  return {
    kind: 'stream',
    ...COMMON,
    recordsPerShardPerSecond: 1_000,
    recordsPerConsumerPerSecond: 250,
    minShards: 1,
    maxShards: 25,
    maxReshardsPerDay: 10,
    reshardSeconds: 60,
    maxParallelizationFactor: 10,
    ...over,
  };
}

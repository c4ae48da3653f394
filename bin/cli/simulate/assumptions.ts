import { count, duration } from '../format';
import type { SimulationRequest } from './request';
import type { Scene } from './simulation';

const VARIANT: Readonly<Record<SimulationRequest['variant'], string>> = {
  base: 'nothing goes wrong',
  fresh: 'metrics are fresh',
  slow: 'changes are slow',
  shift: 'from the middle on each unit works at half its rate',
  outage: 'from the middle on there are no metrics for 15 min',
  hot: 'the busiest shard gets 1.3 times the mean and is full first',
  pause: 'processing stands still for 10 s when a parallelization factor lands',
};

/** What the figures rest on, a sentence each. */
export function assumptions(scene: Scene, request: SimulationRequest, reading: string): string[] {
  const { settings, situation, arrivals } = scene;
  const { periodSeconds, metricDelaySeconds } = situation;
  return [
    `Trace: ${reading}; ${duration(arrivals.length * 1_000)}, ${count(arrivals.reduce((sum, records) => sum + records, 0))} records` +
      ` (scale ${request.scale}), in groups of ${request.burstGroup} at random times (compound Poisson, seed ${request.seed}).`,
    ...(settings.kind === 'workers'
      ? [
          `Plant: ${settings.minWorkers} to ${settings.maxWorkers} workers of ${settings.recordsPerWorkerPerSecond} records/s,` +
            ` each within 10 % of it; they start after ${settings.actuationSeconds} s and leave at once.`,
          'Cost: worker-hours.',
        ]
      : [
          `Plant: ${settings.minShards} to ${settings.maxShards} shards that accept ${settings.recordsPerShardPerSecond} records/s` +
            ` and are read by up to ${settings.maxParallelizationFactor} consumers of ${settings.recordsPerConsumerPerSecond} records/s` +
            ` each, within 10 % of it; what a shard does not accept waits at the producers.`,
          `A reshard takes ${settings.reshardSeconds} s, a factor ${settings.actuationSeconds} s. Refused, as by AWS: more than` +
            ` twice or less than half of the shards, more than ${settings.maxReshardsPerDay} reshards in 24 h, a change during another.`,
          'Cost: shard-hours + 0.1 × consumer-hours.',
        ]),
    `Metrics: one observation each ${periodSeconds} s, ${metricDelaySeconds} s late. Variant ${request.variant}: ${VARIANT[request.variant]}.`,
    `Records are a fluid in one line, first in, first out. Violation: seconds in which the oldest record is older than` +
      ` ${settings.lagObjectiveSeconds} s. A run begins with what suits its first rate at 80 %, fixed-peak with the peak.`,
    'Beside Sluice stand rules re-implemented from what is documented of them, not the products themselves.',
  ];
}

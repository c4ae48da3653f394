import type { StreamCapacity, WorkersCapacity } from '../../lib/control/regulation/observation';
import { type Capacity, regulate, startRegulation } from '../../lib/control/regulation/regulate';
import type { PlannerSettings, StreamSettings, WorkersSettings } from '../../lib/control/regulation/settings';
import type { Controller } from '../../lib/simulation/controller/controller';
import type { Situation } from '../../lib/simulation/plant/situation';
import { StreamPlant } from '../../lib/simulation/plant/stream-plant';
import { WorkersPlant } from '../../lib/simulation/plant/workers-plant';
import { seededRandom } from '../../lib/simulation/random';
import { run, type RunResult } from '../../lib/simulation/run';
import type { Trace } from './trace-set';

const LAG_OBJECTIVE_SECONDS = 60;
const RECORDS_PER_SHARD = 1000;

export function settingsOf(trace: Trace, situation: Situation): PlannerSettings {
  const common = {
    lagObjectiveSeconds: LAG_OBJECTIVE_SECONDS,
    periodSeconds: situation.periodSeconds,
    actuationSeconds: situation.actuationSeconds,
  };
  return trace.kind === 'workers'
    ? {
        kind: 'workers',
        ...common,
        recordsPerWorkerPerSecond: trace.recordsPerUnitPerSecond,
        minWorkers: 1,
        maxWorkers: trace.max,
      }
    : {
        kind: 'stream',
        ...common,
        recordsPerShardPerSecond: RECORDS_PER_SHARD,
        recordsPerConsumerPerSecond: trace.recordsPerUnitPerSecond,
        minShards: 1,
        maxShards: trace.max,
        maxReshardsPerDay: 10,
        reshardSeconds: situation.reshardSeconds,
        maxParallelizationFactor: 10,
      };
}

/** Our own regulator as a controller of a simulated plant. */
export function ours(settings: PlannerSettings): Controller<Capacity> {
  let state = startRegulation(settings);
  return {
    decide(seen) {
      const planned = regulate(state, seen, settings, seen.time);
      state = planned.state;
      return planned.decision.command;
    },
  };
}

/** One controller on one trace in one situation. It starts with what suits the first rate at four fifths of the capacity. */
export function trial(
  settings: PlannerSettings,
  situation: Situation,
  arrivals: Float64Array,
  {
    firstRate,
    seed,
    controller = ours(settings),
  }: { firstRate: number; seed: number; controller?: Controller<Capacity> },
): RunResult<Capacity> {
  const { lagObjectiveSeconds } = settings;
  const random = seededRandom(seed + 1_000_003);
  const common = { arrivals, situation, lagObjectiveSeconds };
  if (settings.kind === 'workers') {
    const plant = new WorkersPlant(settings, situation, {
      seconds: arrivals.length,
      workers: firstWorkers(settings, firstRate),
      random,
    });
    return run({ ...common, plant, controller: controller as Controller<WorkersCapacity> });
  }
  const plant = new StreamPlant(settings, situation, {
    seconds: arrivals.length,
    capacity: firstCapacity(settings, firstRate),
    random,
  });
  return run({ ...common, plant, controller: controller as Controller<StreamCapacity> });
}

const START_UTILIZATION = 0.8;

function firstWorkers({ recordsPerWorkerPerSecond, minWorkers, maxWorkers }: WorkersSettings, rate: number): number {
  return Math.min(maxWorkers, Math.max(minWorkers, Math.ceil(rate / START_UTILIZATION / recordsPerWorkerPerSecond)));
}

function firstCapacity(settings: StreamSettings, rate: number): StreamCapacity {
  const wanted = Math.ceil(rate / START_UTILIZATION / settings.recordsPerShardPerSecond);
  const shards = Math.min(settings.maxShards, Math.max(settings.minShards, wanted));
  const consumers = rate / START_UTILIZATION / settings.recordsPerConsumerPerSecond;
  return {
    shards,
    parallelizationFactor: Math.min(settings.maxParallelizationFactor, Math.max(1, Math.ceil(consumers / shards))),
  };
}

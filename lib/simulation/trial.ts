import type { StreamCapacity, WorkersCapacity } from '../control/regulation/observation';
import type { Capacity } from '../control/regulation/regulate';
import type { PlannerSettings } from '../control/regulation/settings';
import type { Controller } from './controller/controller';
import type { Situation } from './plant/situation';
import { StreamPlant } from './plant/stream-plant';
import { WorkersPlant } from './plant/workers-plant';
import { type Random, seededRandom } from './random';
import { run, type RunResult } from './run';

export interface TrialOptions {
  readonly settings: PlannerSettings;
  readonly situation: Situation;
  /** Records in each second. */
  readonly arrivals: Float64Array;
  /** In force at second 0. */
  readonly start: Capacity;
  readonly seed: number;
  readonly controller: Controller<Capacity>;
}

/** One controller on one row of arrivals in one situation. */
export function trial({ settings, situation, arrivals, start, seed, controller }: TrialOptions): RunResult<Capacity> {
  const { lagObjectiveSeconds } = settings;
  const common = { arrivals, situation, lagObjectiveSeconds };
  const begin = { seconds: arrivals.length, random: plantRandom(seed) };
  if (settings.kind === 'workers') {
    const plant = new WorkersPlant(settings, situation, { ...begin, ...(start as WorkersCapacity) });
    return run({ ...common, plant, controller: controller as Controller<WorkersCapacity> });
  }
  const plant = new StreamPlant(settings, situation, { ...begin, capacity: start as StreamCapacity });
  return run({ ...common, plant, controller: controller as Controller<StreamCapacity> });
}

/** The chance that makes units differ: the same for all that is compared, another one than that of the arrivals. */
export function plantRandom(seed: number): Random {
  return seededRandom(seed + 1_000_003);
}

const START_UTILIZATION = 0.8;

/** What suits the first rate at four fifths of the capacity. */
export function startFor(settings: PlannerSettings, firstRate: number): Capacity {
  const rate = firstRate / START_UTILIZATION;
  if (settings.kind === 'workers') return startWith(settings, rate / settings.recordsPerWorkerPerSecond);
  const { shards } = startWith(settings, rate / settings.recordsPerShardPerSecond) as StreamCapacity;
  const consumers = Math.ceil(rate / settings.recordsPerConsumerPerSecond / shards);
  return { shards, parallelizationFactor: Math.min(settings.maxParallelizationFactor, Math.max(1, consumers)) };
}

/** So many workers; or so many shards, each with the consumers that read a full one. */
export function startWith(settings: PlannerSettings, units: number): Capacity {
  const whole = (least: number, most: number): number => Math.min(most, Math.max(least, Math.ceil(units)));
  if (settings.kind === 'workers') return { workers: whole(settings.minWorkers, settings.maxWorkers) };
  const consumers = Math.ceil(settings.recordsPerShardPerSecond / settings.recordsPerConsumerPerSecond);
  return {
    shards: whole(settings.minShards, settings.maxShards),
    parallelizationFactor: Math.min(settings.maxParallelizationFactor, consumers),
  };
}

import type { Capacity } from '../../lib/control/regulation/regulate';
import type { PlannerSettings } from '../../lib/control/regulation/settings';
import type { Controller } from '../../lib/simulation/controller/controller';
import { sluice } from '../../lib/simulation/controller/sluice';
import type { Situation } from '../../lib/simulation/plant/situation';
import type { RunResult } from '../../lib/simulation/run';
import { startFor, trial as simulated } from '../../lib/simulation/trial';
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

/** One controller on one trace in one situation; the regulator itself unless told otherwise. */
export function trial(
  settings: PlannerSettings,
  situation: Situation,
  arrivals: Float64Array,
  {
    firstRate,
    seed,
    controller = sluice(settings),
  }: { firstRate: number; seed: number; controller?: Controller<Capacity> },
): RunResult<Capacity> {
  return simulated({ settings, situation, arrivals, start: startFor(settings, firstRate), seed, controller });
}

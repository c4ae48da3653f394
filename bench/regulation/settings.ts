import type { PlannerSettings } from '../../lib/control/regulation/settings';
import type { Situation } from '../../lib/simulation/plant/situation';
import type { Trace } from './trace-set';

const LAG_OBJECTIVE_SECONDS = 60;
const RECORDS_PER_SHARD = 1000;

/** What the planner of a trace is told. */
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

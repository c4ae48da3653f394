import type { Capacity } from '../../../lib/control/regulation/regulate';
import type { PlannerSettings } from '../../../lib/control/regulation/settings';
import { compoundPoisson } from '../../../lib/simulation/arrivals/compound-poisson';
import { rateEachSecond } from '../../../lib/simulation/arrivals/rate-curve';
import { unitRate } from '../../../lib/simulation/controller/baselines/unit-rule';
import { type ControllerName, CONTROLLERS, startOf } from '../../../lib/simulation/controller/controllers';
import { type Optimum, optimumOf } from '../../../lib/simulation/optimum/optimum';
import { type Situation, variantOf } from '../../../lib/simulation/plant/situation';
import { seededRandom } from '../../../lib/simulation/random';
import type { RunResult } from '../../../lib/simulation/run';
import { plantRandom, startFor, trial } from '../../../lib/simulation/trial';
import { UsageError } from '../cli-error';
import { MOST_SECONDS, type SimulationRequest } from './request';
import type { Trace } from './trace';

/** All that is the same for every controller. */
export interface Scene {
  readonly settings: PlannerSettings;
  readonly situation: Situation;
  readonly arrivals: Float64Array;
  readonly firstRate: number;
  readonly seed: number;
}

/** AWS's own limits. */
const STREAM_LIMITS = { recordsPerShardPerSecond: 1_000, maxReshardsPerDay: 10, maxParallelizationFactor: 10 };

export function sceneOf(trace: Trace, request: SimulationRequest): Scene {
  const seconds = request.seconds ?? trace.seconds;
  if (seconds > MOST_SECONDS) {
    throw new UsageError('DURATION_INVALID', `the trace has ${seconds} seconds; allowed: up to ${MOST_SECONDS}`, [
      `sluice simulate TRACE --seconds ${MOST_SECONDS}`,
    ]);
  }
  const situation = variantOf(request.variant, seconds);
  const rates = rateEachSecond(trace.points, seconds, request.scale);
  return {
    settings: settingsOf(request, situation, rates),
    situation,
    arrivals: compoundPoisson(rates, request.burstGroup, seededRandom(request.seed)),
    firstRate: rates[0],
    seed: request.seed,
  };
}

function settingsOf(request: SimulationRequest, situation: Situation, rates: Float64Array): PlannerSettings {
  const { kind, min, max, ratePerUnit, lagObjectiveSeconds } = request;
  const { periodSeconds, actuationSeconds, reshardSeconds } = situation;
  const common = { lagObjectiveSeconds, periodSeconds, actuationSeconds };
  const limited = (most: number): PlannerSettings =>
    kind === 'workers'
      ? { kind, ...common, recordsPerWorkerPerSecond: ratePerUnit, minWorkers: min, maxWorkers: most }
      : {
          kind,
          ...common,
          ...STREAM_LIMITS,
          recordsPerConsumerPerSecond: ratePerUnit,
          minShards: min,
          maxShards: most,
          reshardSeconds,
        };
  return limited(max ?? roomy(unitRate(limited(min)), rates, min));
}

/** Twice what the highest rate takes: no controller is to be held by a limit that nobody gave. */
function roomy(unit: number, rates: Float64Array, min: number): number {
  const peak = rates.reduce((most, rate) => Math.max(most, rate), 0);
  return Math.max(min, Math.ceil((2 * peak) / unit));
}

export function simulated({ arrivals, firstRate, ...scene }: Scene, name: ControllerName): RunResult<Capacity> {
  const start = startOf(name, scene.settings, { firstRate, arrivals });
  return trial({ ...scene, arrivals, start, controller: CONTROLLERS[name](scene.settings, arrivals) });
}

export function bestOf({ settings, situation, arrivals, firstRate, seed }: Scene): Optimum {
  const start = { capacity: startFor(settings, firstRate), random: plantRandom(seed) };
  return optimumOf(settings, situation, arrivals, start);
}

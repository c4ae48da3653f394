import type { PlannerSettings } from '../../../../lib/control/regulation/settings';
import { compoundPoisson } from '../../../../lib/simulation/arrivals/compound-poisson';
import { sluice } from '../../../../lib/simulation/controller/sluice';
import type { Situation } from '../../../../lib/simulation/plant/situation';
import { seededRandom } from '../../../../lib/simulation/random';
import type { RunResult } from '../../../../lib/simulation/run';
import { startFor, trial } from '../../../../lib/simulation/trial';

export interface Load {
  /** Records in each second, in the mean. */
  readonly rates: Float64Array;
  /** Records that come at a time. */
  readonly group: number;
}

/** A planner on a plant, from a capacity that suits the first rate. */
export function playOn<Capacity>(
  settings: PlannerSettings,
  { rates, group }: Load,
  situation: Situation,
  seed: number,
): RunResult<Capacity> {
  const result = trial({
    settings,
    situation,
    arrivals: compoundPoisson(rates, group, seededRandom(seed)),
    start: startFor(settings, rates[0]),
    seed,
    controller: sluice(settings),
  });
  return result as RunResult<unknown> as RunResult<Capacity>;
}

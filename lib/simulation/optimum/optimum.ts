import type { StreamCapacity, WorkersCapacity } from '../../control/regulation/observation';
import type { PlannerSettings } from '../../control/regulation/settings';
import type { Situation } from '../plant/situation';
import { UnitRates } from '../plant/unit-rates';
import type { Random } from '../random';
import { LATE_SECOND } from './front';
import { loadOf } from './load';
import { cheapestStream, SHARD_COST } from './stream-optimum';
import type { Thinning } from './thin';
import { cheapestWorkers } from './workers-optimum';

/** What a plan costs that knows all arrivals beforehand: the fewest seconds late first, then the least cost. */
export interface Optimum {
  /** Unit-hours, as the plant counts them. */
  readonly cost: number;
  readonly violationSeconds: number;
}

export interface OptimumStart {
  /** In force at second 0. */
  readonly capacity: WorkersCapacity | StreamCapacity;
  /** Seeded as that of the plant: units differ in what they do. */
  readonly random: Random;
}

const HOUR = 3600;

/**
 * The yardstick of a run. Commands are given on the grid of periods from second 0 on. For workers it is the optimum itself.
 * For streams it is a plan that can be carried out under the rules of `cheapestStream`, and all but the cheapest one
 * under them: `optimumBound` tells how far it can be off at most.
 */
export function optimumOf(
  settings: PlannerSettings,
  situation: Situation,
  arrivals: Float64Array,
  start: OptimumStart,
): Optimum {
  return search(settings, { situation, arrivals, thinning: 'cheapest' }, start);
}

/** What no plan can fall short of; the same as `optimumOf` for workers. */
export function optimumBound(
  settings: PlannerSettings,
  situation: Situation,
  arrivals: Float64Array,
  start: OptimumStart,
): Optimum {
  return search(settings, { situation, arrivals, thinning: 'bound' }, start);
}

interface Run {
  readonly situation: Situation;
  readonly arrivals: Float64Array;
  readonly thinning: Thinning;
}

function search(
  settings: PlannerSettings,
  { situation, arrivals, thinning }: Run,
  { capacity, random }: OptimumStart,
): Optimum {
  const load = loadOf(arrivals, situation, settings.lagObjectiveSeconds);
  const rates = new UnitRates(random);
  const effective = (units: number): number => rates.effective(units);
  const cheapest = (mayBeLate: boolean): number => {
    if (settings.kind === 'workers') {
      const start = (capacity as WorkersCapacity).workers;
      return cheapestWorkers(settings, situation, load, { start, effective, mayBeLate });
    }
    const start = capacity as StreamCapacity;
    return cheapestStream(settings, situation, load, { start, effective, mayBeLate, thinning });
  };
  // Hardly ever is a second late in the best plan, and to look for one without is much faster.
  const punctual = cheapest(false);
  const key = Number.isFinite(punctual) ? punctual : cheapest(true);
  const violationSeconds = Math.floor(key / LATE_SECOND);
  const units = key - violationSeconds * LATE_SECOND;
  return { cost: units / HOUR / (settings.kind === 'workers' ? 1 : SHARD_COST), violationSeconds };
}

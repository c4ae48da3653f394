import type { RegulatedFlow } from '../../lib/contract/regulation';
import type { Decision } from '../../lib/control/regulation/decision';
import { type Capacity, type RegulationState, startRegulation } from '../../lib/control/regulation/regulate';
import type { PlannerSettings } from '../../lib/control/regulation/settings';
import { withdrawn } from '../../lib/control/regulation/withdrawn';
import type { Units } from './flow-record';
import { delayOf, type Seen } from './observe';
import type { Turn } from './turn';

export interface Decided {
  readonly planner: RegulationState;
  /** After the last period; absent where there was none. */
  readonly decision?: Decision<Capacity>;
  /** The state could not be used, and was begun anew. */
  readonly restarted?: string;
}

/**
 * Shows the planner one period after the other, each as if it had been looked at when its metrics came; what it wanted in
 * between is past.
 */
export function decide(
  turn: Pick<Turn, 'regulate' | 'now'>,
  flow: RegulatedFlow,
  planner: RegulationState,
  seen: readonly Seen[],
): Decided {
  try {
    return run(turn, flow, planner, seen);
  } catch (error) {
    const fresh = run(turn, flow, startRegulation(flow.planner), seen);
    return { ...fresh, restarted: String(error) };
  }
}

function run(
  { now, regulate }: Pick<Turn, 'regulate' | 'now'>,
  flow: RegulatedFlow,
  before: RegulationState,
  seen: readonly Seen[],
): Decided {
  let planner = before;
  let decision: Decision<Capacity> | undefined;
  for (const one of seen) {
    if (decision?.command) planner = withdrawn(planner, decision.command);
    const at = one === seen.at(-1) ? now : Math.min(now, one.time + delayOf(flow) + flow.planner.periodSeconds);
    const capacity = 'missing' in one ? {} : one.capacity;
    ({ state: planner, decision } = regulate(planner, one, settingsOf(flow, capacity), at));
  }
  return { planner, decision };
}

/** A number without a knob is what it is: there is nothing to plan about it. */
function settingsOf(
  { planner, knobs }: RegulatedFlow,
  { shards, parallelizationFactor, workers }: Units,
): PlannerSettings {
  if (planner.kind === 'workers') {
    return knobs.workers || workers === undefined ? planner : { ...planner, minWorkers: workers, maxWorkers: workers };
  }
  return {
    ...planner,
    ...(!knobs.shards && shards !== undefined && { minShards: shards, maxShards: shards }),
    ...(!knobs.parallelizationFactor &&
      parallelizationFactor !== undefined && {
        minParallelizationFactor: parallelizationFactor,
        maxParallelizationFactor: parallelizationFactor,
      }),
  };
}

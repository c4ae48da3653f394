import type { Capacity } from '../../../lib/control/regulation/regulate';
import type { ControllerName } from '../../../lib/simulation/controller/controllers';
import type { Optimum } from '../../../lib/simulation/optimum/optimum';
import type { Change, RunResult } from '../../../lib/simulation/run';
import { highestOf, meanOf, type Slots } from './slots';

/** What came of one controller, small enough to keep and to draw. */
export interface Outcome {
  readonly name: ControllerName;
  /** Unit-hours. */
  readonly cost: number;
  /** 0 to 1. */
  readonly violation: number;
  readonly worstLagSeconds: number;
  readonly changes: readonly Change<Capacity>[];
  readonly refused: number;
  /** Records a second that the capacity is said to work off, and the highest lag, in each slot. */
  readonly capacity: readonly number[];
  readonly lag: readonly number[];
}

export function outcomeOf(name: ControllerName, result: RunResult<Capacity>, slots: Slots): Outcome {
  const { cost, violation, worstLagSeconds, changes, refused, timeline } = result;
  return {
    name,
    cost,
    violation,
    worstLagSeconds,
    changes,
    refused: refused.length,
    capacity: meanOf(timeline.nominalRate, slots),
    lag: highestOf(timeline.lagSeconds, slots),
  };
}

/** What costs are compared with; undefined where there is nothing to compare with. */
export interface Yardstick {
  readonly cost: number;
  readonly words: string;
}

export function yardstickOf(outcomes: readonly Outcome[], optimum: Optimum | undefined): Yardstick | undefined {
  if (optimum) return { cost: optimum.cost, words: 'the clairvoyant optimum' };
  const punctual = outcomes.filter(({ violation }) => violation === 0).map(({ cost }) => cost);
  return punctual.length > 0 ? { cost: Math.min(...punctual), words: 'the cheapest without violations' } : undefined;
}

/** `3 workers`, `2 shards × 4`. */
export function capacityWords(capacity: Capacity): string {
  return 'workers' in capacity
    ? `${capacity.workers} ${capacity.workers === 1 ? 'worker' : 'workers'}`
    : `${capacity.shards} ${capacity.shards === 1 ? 'shard' : 'shards'} × ${capacity.parallelizationFactor}`;
}

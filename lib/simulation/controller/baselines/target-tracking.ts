import type { UnitRule } from './unit-rule';

const TARGET = 0.7;

/** Threshold of the low alarm, as a share of the target. */
const LOW = 0.9;

const SECONDS_OUT = 3 * 60;
const SECONDS_IN = 15 * 60;

/**
 * Target tracking of AWS Application Auto Scaling, at 70 %: an alarm above the target for 3 of 3 minutes, and one below nine
 * tenths of it for 15 of 15. While one rings, what would bring the metric to the target is asked for.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
 */
export function targetTracking(): UnitRule {
  let above = 0;
  let below = 0;
  return {
    wanted({ load, units, periodSeconds }) {
      above = load > TARGET ? above + periodSeconds : 0;
      below = load < LOW * TARGET ? below + periodSeconds : 0;
      return above >= SECONDS_OUT || below >= SECONDS_IN ? (units * load) / TARGET : undefined;
    },
  };
}

import { HighestOf } from './highest-of';
import type { UnitRule } from './unit-rule';

/** The paper's rule has no headroom, and none without it keeps up with noise. */
const HEADROOM = 1.25;
const HOLD_SECONDS = 300;

/**
 * Feed-forward in the manner of DS2: arrivals beside what a unit is seen to process while it is busy, a quarter more, and the
 * highest of five minutes.
 *
 * @see https://www.usenix.org/conference/osdi18/presentation/kalavri
 */
export function ds2(): UnitRule {
  const highest = new HighestOf(HOLD_SECONDS);
  return {
    wanted({ time, units, utilization, arrivalRate, processedRate }) {
      if (utilization <= 0 || processedRate <= 0) return undefined;
      const trueRate = processedRate / utilization / units;
      return highest.with(time, (HEADROOM * arrivalRate) / trueRate);
    },
  };
}

import type { UnitRule } from './unit-rule';

const UP_ABOVE = 0.75;
const UP_TO = 2;
const DOWN_BELOW = 0.25;
const DOWN_TO = 0.75;
const AFTER_SECONDS = 60;
const COOL_OFF_SECONDS = 60;

/**
 * amazon-kinesis-scaling-utils as the README's example scales by percentage (it has no defaults): above 75 % for a minute to the
 * double, below 25 % for a minute to three quarters, a minute after the last such step at the earliest. The older
 * `conf/configuration.json` waits for two minutes and goes down to half, and is later on bursts.
 *
 * @see https://github.com/awslabs/amazon-kinesis-scaling-utils (README, "Using scale percentage"; `StreamMonitor`)
 */
export function kinesisScalingUtils(): UnitRule {
  let high = 0;
  let low = 0;
  let shrunkAt = -Infinity;
  return {
    wanted({ time, units, load, periodSeconds }) {
      high = load > UP_ABOVE ? high + periodSeconds : 0;
      low = load < DOWN_BELOW ? low + periodSeconds : 0;
      if (high >= AFTER_SECONDS) return units * UP_TO;
      if (low < AFTER_SECONDS || time < shrunkAt + COOL_OFF_SECONDS) return undefined;
      shrunkAt = time;
      return units * DOWN_TO;
    },
  };
}

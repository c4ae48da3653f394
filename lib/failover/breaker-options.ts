import type { Duration } from 'aws-cdk-lib';

/** When a target counts as down and when it is tried again; shared by all execution environments. */
export interface BreakerOptions {
  /**
   * Failed calls, net of successful ones, after which records go elsewhere: 1 to 5.
   *
   * @default - 3
   */
  readonly failuresToOpen?: number;

  /**
   * Pause before a target that is down is probed with one call: 1 second to 1 hour. It doubles with each failed probe.
   *
   * @default - 10 seconds
   */
  readonly coolDown?: Duration;

  /**
   * Longest pause between probes: `coolDown` to 1 hour.
   *
   * @default - 2 minutes
   */
  readonly maxCoolDown?: Duration;
}

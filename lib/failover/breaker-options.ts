import type { Duration } from 'aws-cdk-lib';

/** When a target counts as down and when it is tried again; shared by all execution environments. */
export interface BreakerOptions {
  /**
   * Failed calls, net of successful ones, after which records go elsewhere: 1 to 5. Where calls fail now and then anyway, as
   * many more as it takes to tell an outage from that, but no more than 5; and where a part of the calls fails, as many among
   * those that succeed as it takes to tell.
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

  /**
   * Where calls take twice as long as usual, or longer, those that take longer than this count as failed, and records go to
   * the fallback: 1 to 900 seconds. Without a fallback, a slow target stays the better one.
   *
   * @default - 5 seconds
   */
  readonly slowCall?: Duration;
}

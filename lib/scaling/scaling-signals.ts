import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/**
 * Where a regulator sees how a flow is doing. Each metric with the statistic `Sum`, `Average` or `Maximum`; its period is how
 * often it can be read.
 */
export interface ScalingSignals {
  /**
   * Records that arrived, summed up.
   *
   * @default - not seen
   */
  readonly arrivals?: IMetric;

  /**
   * Records worked off, summed up.
   *
   * @default - not seen
   */
  readonly processed?: IMetric;

  /**
   * Records waiting.
   *
   * @default - not seen
   */
  readonly backlog?: IMetric;

  /**
   * Age of the oldest record waiting.
   *
   * @default - not seen
   */
  readonly oldestAge?: IMetric;

  /**
   * How many of the units of `oldestAge` make a second.
   *
   * @default 1
   */
  readonly ageUnitsPerSecond?: number;

  /**
   * Share of the capacity that is busy, 0 to 1.
   *
   * @default - not seen
   */
  readonly utilization?: IMetric;

  /**
   * Milliseconds that workers were busy, summed up; with `processed` it tells what one worker can do.
   *
   * @default - not seen
   */
  readonly busyMillis?: IMetric;

  /**
   * Records or calls that failed, summed up.
   *
   * @default - not seen
   */
  readonly errors?: IMetric;

  /**
   * Records or calls that were throttled, summed up.
   *
   * @default - not seen
   */
  readonly throttles?: IMetric;
}

import type { Duration } from 'aws-cdk-lib';
import type { QuietHours } from '../scaling/quiet-hours';
import type { RegulationMode } from '../scaling/regulation-mode';
import type { Regulator } from '../scaling/regulator';
import type { ScalingLimits } from '../scaling/scaling-limits';
import type { ScalingSignals } from '../scaling/scaling-signals';
import type { IScalingTarget } from '../scaling/scaling-target';

/** How a pipeline regulates itself. */
export interface RegulationOptions {
  /**
   * Whether the pipeline is regulated.
   *
   * @default - it is, as far as it costs nothing and you state nothing else: by the concurrency of a standard queue without
   * `maxConcurrency`, and the parallelization factor of a stream without `parallelizationFactor`
   */
  readonly enabled?: boolean;

  /**
   * Whether decisions are set or only journalled. Observing first shows on your own load what acting would do.
   *
   * @default - as the regulator does: it acts
   */
  readonly mode?: RegulationMode;

  /**
   * A regulator that serves several pipelines, e.g. `regulator` of another one.
   *
   * @default - one of the pipeline's own
   */
  readonly regulator?: Regulator;

  /**
   * How long a record may wait, 1 second to 1 day. A backlog is to be gone within it, too.
   *
   * @default - 1 minute
   */
  readonly lagObjective?: Duration;

  /**
   * Limits of how many batches are processed at a time: of a queue 2 to 1,000, of each shard of a stream 1 to 10. They take
   * the place of the `maxConcurrency` or `parallelizationFactor` of the source, which is left out of the template.
   *
   * @default - 5 to 1,000 for a standard queue without `maxConcurrency`, 1 to 10 for a stream without `parallelizationFactor`,
   * else not regulated
   */
  readonly concurrency?: ScalingLimits;

  /**
   * Limits of the shards of a stream in provisioned mode.
   *
   * @default - not regulated: shards cost money
   */
  readonly shards?: ScalingLimits;

  /**
   * Records a second that one concurrent batch works off, as a first guess; what it does is learned.
   *
   * @default - 100
   */
  readonly recordsPerBatchPerSecond?: number;

  /**
   * Daily stretches in which nothing is changed.
   *
   * @default - none
   */
  readonly quietHours?: QuietHours[];

  /**
   * Other or better metrics than the services publish. Where `arrivals` has a period below a minute, the pipeline is looked at
   * as often while it is under pressure, and publishes its own metrics by the second.
   *
   * @default - the metrics of the services and of the pipeline, once a minute
   */
  readonly signals?: ScalingSignals;

  /**
   * More to regulate, e.g. `ProvisionedConcurrency` of a consumer's alias.
   *
   * @default - none
   */
  readonly targets?: IScalingTarget[];
}

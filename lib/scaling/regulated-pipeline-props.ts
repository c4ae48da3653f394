import type { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { QuietHours } from './quiet-hours';
import type { RegulationMode } from './regulation-mode';
import type { ScalingSignals } from './scaling-signals';
import type { IScalingTarget } from './scaling-target';

/** Properties of a pipeline that is regulated. */
export interface RegulatedPipelineProps {
  /** What is set, each kind once. The two knobs of a stream, shards and parallelization factor, are planned together. */
  readonly targets: IScalingTarget[];

  /**
   * How long a record may wait, 1 second to 1 day. A backlog is to be gone within it, too.
   *
   * @default - 1 minute
   */
  readonly lagObjective?: Duration;

  /**
   * Whether decisions are set or only journalled.
   *
   * @default - as the regulator does
   */
  readonly mode?: RegulationMode;

  /**
   * Other or better metrics than the services publish, e.g. the consumer's own at high resolution.
   *
   * @default - the metrics of the services, which cost nothing and are a minute or two late
   */
  readonly signals?: ScalingSignals;

  /**
   * Daily stretches in which nothing is changed.
   *
   * @default - none
   */
  readonly quietHours?: QuietHours[];

  /**
   * Where the settings of the flow and the permissions go, e.g. a construct in the stack of what is regulated, so that the
   * regulator's stack need not depend on it. A scope holds one pipeline.
   *
   * @default - within the regulator
   */
  readonly scope?: Construct;
}

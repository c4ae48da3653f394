import type { CfnResource, Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import type { ScalingLimits } from './scaling-limits';
import type { ScalingSignals } from './scaling-signals';

/** Settings that a regulator can change. */
export enum ScalingKnob {
  /** Shards of a stream in provisioned mode. */
  SHARDS = 'shards',
  /** MiB a second that a stream in on-demand mode is kept warm for. */
  WARM_THROUGHPUT = 'warm-throughput',
  /** Batches of a queue processed at a time. */
  MAXIMUM_CONCURRENCY = 'maximum-concurrency',
  /** Batches of a shard processed at a time. */
  PARALLELIZATION_FACTOR = 'parallelization-factor',
  /** Initialized environments of a function's alias. */
  PROVISIONED_CONCURRENCY = 'provisioned-concurrency',
}

/** Plain settings of a scaling target, handed to the regulator. */
export interface ScalingTargetConfig {
  /** What is set; it says which of the other fields are. */
  readonly knob: ScalingKnob;

  /** ARN of what it is set on. One knob of one resource has one regulator. */
  readonly resourceArn: string;

  /** Limits within which it is set. */
  readonly limits: ScalingLimits;

  /** What the regulator must be allowed in order to see. */
  readonly readStatements: iam.PolicyStatement[];

  /** What it must be allowed in order to act. */
  readonly writeStatements: iam.PolicyStatement[];

  /** Where to see how the flow is doing. */
  readonly signals: ScalingSignals;

  /** From a change until it is in force. */
  readonly actuationTime: Duration;

  /**
   * The construct that it is set on, to find what cannot work.
   *
   * @default - none
   */
  readonly resource?: IConstruct;

  /**
   * Resource of the template that states the knob, too. While a regulator acts, `templateProperty` is left out of it: a
   * redeploy would set it back.
   *
   * @default - the resource is not part of the app
   */
  readonly templateResource?: CfnResource;

  /**
   * Property of `templateResource`.
   *
   * @default - none is left out
   */
  readonly templateProperty?: string;

  /**
   * Records a second that one unit works off, as a first guess. What it does is learned.
   *
   * @default - 100
   */
  readonly recordsPerWorkerPerSecond?: number;

  /**
   * Records a second that one shard accepts.
   *
   * @default - 1,000, the limit of Kinesis
   */
  readonly recordsPerShardPerSecond?: number;

  /**
   * Changes of the number of shards in any 24 hours.
   *
   * @default - 10, the limit of Kinesis
   */
  readonly maxReshardsPerDay?: number;

  /**
   * Name of the stream.
   *
   * @default - the knob is not one of a stream
   */
  readonly streamName?: string;

  /**
   * ARN of the stream.
   *
   * @default - the knob is not one of a stream
   */
  readonly streamArn?: string;

  /**
   * ID of the event source mapping.
   *
   * @default - the knob is not one of a mapping
   */
  readonly mappingId?: string;

  /**
   * URL of the queue whose attributes tell the backlog.
   *
   * @default - no queue
   */
  readonly queueUrl?: string;

  /**
   * Name of the function.
   *
   * @default - the knob is not one of a function
   */
  readonly functionName?: string;

  /**
   * Name of the alias.
   *
   * @default - the knob is not one of an alias
   */
  readonly aliasName?: string;
}

/** Something that is set at run time, as the load asks for. */
export interface IScalingTarget {
  /**
   * Checks what can be known of the target and says what a regulator needs to know.
   *
   * @param scope where mistakes are reported
   */
  bind(scope: Construct): ScalingTargetConfig;
}

import type { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { FailoverHandler } from '../failover/failover-handler';
import type { ScalingLimits } from '../scaling/scaling-limits';

/** Kinds of service that records come from. */
export enum SourceKind {
  /** Amazon SQS. */
  QUEUE = 'queue',
  /** Amazon Kinesis Data Streams. */
  STREAM = 'stream',
}

/** How to watch a source. */
export interface SourceMetrics {
  /** Records put into the source. */
  readonly incoming: cloudwatch.IMetric;

  /** Age of the oldest record that is not processed yet. */
  readonly age: cloudwatch.IMetric;

  /** How many of the units of `age` make a second: 1 for SQS, 1,000 for Kinesis. */
  readonly ageUnitsPerSecond: number;

  /**
   * How long the source keeps a record.
   *
   * @default - not known, as with an imported resource
   */
  readonly retention?: Duration;
}

/** What a source tells the handler that consumes it. */
export interface SourceConfig {
  /** Kind of service. */
  readonly kind: SourceKind;

  /** ARN of the queue or stream. */
  readonly sourceArn: string;

  /** URL of the queue or name of the stream. */
  readonly address: string;

  /** The mapping from the source to the handler. */
  readonly mapping: lambda.EventSourceMapping;

  /** How to watch the source. */
  readonly metrics: SourceMetrics;

  /**
   * Limits within which the number of batches at a time may be set at run time.
   *
   * @default - it stays as it is, unless the user of the source states limits
   */
  readonly concurrencyLimits?: ScalingLimits;

  /**
   * The queue.
   *
   * @default - the source is no queue
   */
  readonly queue?: sqs.IQueue;

  /**
   * Where the queue puts messages that were received too often.
   *
   * @default - none, or not known
   */
  readonly deadLetterQueue?: sqs.IQueue;

  /**
   * Receives after which a message is dead-lettered.
   *
   * @default - no limit, or not known
   */
  readonly maxReceives?: number;

  /**
   * The stream.
   *
   * @default - the source is no stream
   */
  readonly stream?: kinesis.IStream;
}

/** Where records come from. */
export interface ISource {
  /** Whether the source promises an order, per partition key or message group, that delivery must keep. */
  readonly ordered: boolean;

  /**
   * Creates what is missing within `scope` and lets the source call the handler.
   *
   * @param scope where new resources go
   * @param handler the handler that consumes the source
   */
  bind(scope: Construct, handler: FailoverHandler): SourceConfig;
}

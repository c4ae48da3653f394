import type { Duration } from 'aws-cdk-lib';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { FailoverHandler } from '../failover/failover-handler';
import { BufferOnFailure } from '../private/buffer-on-failure';
import type { ScalingLimits } from '../scaling/scaling-limits';
import { type ISource, type SourceConfig, SourceKind } from './source';
import { streamMetrics } from './stream-metrics';
import { checkStreamSource } from './stream-rules';
import { createStream, mappingOptionsOf } from './stream-settings';

/** Properties of `StreamSource`. */
export interface StreamSourceProps {
  /**
   * An existing stream.
   *
   * @default - a new, encrypted stream
   */
  readonly stream?: kinesis.IStream;

  /**
   * Shards of the new stream in provisioned mode.
   *
   * @default - 1
   */
  readonly shardCount?: number;

  /**
   * Capacity mode of the new stream.
   *
   * @default - provisioned
   */
  readonly streamMode?: kinesis.StreamMode;

  /**
   * How long the new stream keeps a record: 24 hours to 365 days.
   *
   * @default - 24 hours
   */
  readonly retention?: Duration;

  /**
   * Records a batch: 1 to 10,000.
   *
   * @default - 100
   */
  readonly batchSize?: number;

  /**
   * How long to gather a batch, up to 5 minutes.
   *
   * @default - no waiting
   */
  readonly maxBatchingWindow?: Duration;

  /**
   * Batches of a shard processed at a time: 1 to 10. Order is kept per partition key.
   *
   * @default - in a pipeline that regulates itself, as many as the load asks for; else 1
   */
  readonly parallelizationFactor?: number;

  /**
   * Where a new mapping begins to read.
   *
   * @default - the oldest record of the stream, so that nothing is skipped
   */
  readonly startingPosition?: lambda.StartingPosition;

  /**
   * Where to begin in seconds since the epoch, with `StartingPosition.AT_TIMESTAMP`.
   *
   * @default - none
   */
  readonly startingPositionTimestamp?: number;

  /**
   * Retries of a failing invocation, 0 to 10,000, after which Lambda writes the whole batch to the reprocessing buffer.
   *
   * @default - 10
   */
  readonly retryAttempts?: number;

  /**
   * Age, 60 seconds to 7 days, at which Lambda writes a record to the reprocessing buffer without trying it again.
   *
   * @default - one hour before the stream forgets the record, at most 7 days; an imported stream is taken to keep records for
   * 24 hours, the shortest there is
   */
  readonly maxRecordAge?: Duration;

  /**
   * Key that encrypts the new stream.
   *
   * @default - the key that AWS manages for Kinesis
   */
  readonly encryptionKey?: kms.IKey;
}

/** What may be set where the user states nothing: all that Lambda takes. */
const FACTOR_LIMITS: ScalingLimits = { minimum: 1, maximum: 10 };

/**
 * Records from a Kinesis stream, new or existing.
 *
 * Failures are reported record by record, a failing batch is halved, and what Lambda gives up on goes to the reprocessing
 * buffer with its payload. (A queue or topic as destination would keep a pointer only.)
 */
export class StreamSource implements ISource {
  /** A stream promises order per partition key. */
  public readonly ordered = true;

  /** @param props all optional */
  constructor(private readonly props: StreamSourceProps = {}) {}

  /** Creates the stream, unless given, and the mapping. */
  public bind(scope: Construct, handler: FailoverHandler): SourceConfig {
    checkStreamSource(scope, this.props);
    const stream = this.props.stream ?? createStream(scope, this.props, handler.removalPolicy);
    const mapping = new lambda.EventSourceMapping(scope, 'Mapping', {
      target: handler.function,
      eventSourceArn: stream.streamArn,
      ...mappingOptionsOf(this.props),
      onFailure: new BufferOnFailure(handler.buffer),
    });
    stream.grantRead(handler.function);
    return {
      kind: SourceKind.STREAM,
      sourceArn: stream.streamArn,
      address: stream.streamName,
      mapping,
      metrics: streamMetrics(stream, handler.function, this.props),
      concurrencyLimits: this.props.parallelizationFactor === undefined ? FACTOR_LIMITS : undefined,
      stream,
    };
  }
}

import type { Duration } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { FailoverHandler } from '../failover/failover-handler';
import type { ScalingLimits } from '../scaling/scaling-limits';
import { queueMetrics } from './queue-metrics';
import { checkQueueSource } from './queue-rules';
import { batchingOf, createQueue } from './queue-settings';
import { type ISource, type SourceConfig, SourceKind } from './source';

/** Properties of `QueueSource`. */
export interface QueueSourceProps {
  /**
   * An existing queue, standard or FIFO.
   *
   * @default - a new, encrypted queue that accepts TLS only
   */
  readonly queue?: sqs.IQueue;

  /**
   * Whether the new queue is a FIFO queue.
   *
   * @default - a standard queue
   */
  readonly fifo?: boolean;

  /**
   * Messages a batch: 1 to 10,000, at most 10 from a FIFO queue.
   *
   * @default - 100 from a standard queue, 10 from a FIFO queue
   */
  readonly batchSize?: number;

  /**
   * How long to gather a batch, up to 5 minutes; not for FIFO queues.
   *
   * @default - 1 second for batches above 10, which need a window; else none
   */
  readonly maxBatchingWindow?: Duration;

  /**
   * Batches processed at a time: 2 to 1,000.
   *
   * @default - in a pipeline that regulates itself, as many as the load asks for; else no limit but the account's
   */
  readonly maxConcurrency?: number;

  /**
   * Receives after which a message goes to the dead-letter queue: 1 to 1,000. For an imported queue, whose redrive policy
   * cannot be read, tell it here: the handler stores a record before its last receive.
   *
   * @default - for a new queue 10, or more where fewer would be used up by an hour of throttling (an hour's visibility timeouts);
   * that of the redrive policy for a queue of this app, not known for an imported queue
   */
  readonly maxReceiveCount?: number;

  /**
   * How long a received message stays hidden, up to 12 hours.
   *
   * @default - 6 times the handler's timeout plus the batching window, which AWS recommends
   */
  readonly visibilityTimeout?: Duration;

  /**
   * How long the new queue keeps a message: 60 seconds to less than the dead-letter queue's.
   *
   * @default - 4 days
   */
  readonly retention?: Duration;

  /**
   * Where messages go that were received too often.
   *
   * @default - a new queue that keeps messages for 14 days; for an existing queue the one of its redrive policy, where known
   */
  readonly deadLetterQueue?: sqs.IQueue;

  /**
   * Key that encrypts the new queues.
   *
   * @default - a key managed by SQS
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * What may be set where the user states nothing. A standard queue is taken up by five batches at a time, with or without a
 * limit; one of a thousand is the largest. (A FIFO queue goes by its message groups, which no setting makes more.)
 */
const CONCURRENCY_LIMITS: ScalingLimits = { minimum: 5, maximum: 1_000 };

/**
 * Records from an SQS queue, new or existing, standard or FIFO.
 *
 * Failures are always reported message by message.
 */
export class QueueSource implements ISource {
  /** A FIFO queue promises order within a message group. */
  public readonly ordered: boolean;

  /** @param props all optional */
  constructor(private readonly props: QueueSourceProps = {}) {
    this.ordered = props.queue?.fifo ?? props.fifo ?? false;
  }

  /** Creates the queues, unless given, and the mapping. */
  public bind(scope: Construct, handler: FailoverHandler): SourceConfig {
    checkQueueSource(scope, this.props, handler);
    const queue = this.props.queue ?? createQueue(scope, this.props, handler);
    const mapping = new lambda.EventSourceMapping(scope, 'Mapping', {
      target: handler.function,
      eventSourceArn: queue.queueArn,
      ...batchingOf(this.props, this.ordered),
      maxConcurrency: this.props.maxConcurrency,
      reportBatchItemFailures: true,
    });
    queue.grantConsumeMessages(handler.function);
    return this.describe(queue, mapping);
  }

  private describe(queue: sqs.IQueue, mapping: lambda.EventSourceMapping): SourceConfig {
    const redrive = (queue as Partial<sqs.Queue>).deadLetterQueue;
    return {
      kind: SourceKind.QUEUE,
      sourceArn: queue.queueArn,
      address: queue.queueUrl,
      mapping,
      metrics: queueMetrics(queue, this.props),
      concurrencyLimits: this.ordered || this.props.maxConcurrency !== undefined ? undefined : CONCURRENCY_LIMITS,
      queue,
      deadLetterQueue: this.props.deadLetterQueue ?? redrive?.queue,
      maxReceives: this.props.maxReceiveCount ?? redrive?.maxReceiveCount,
    };
  }
}

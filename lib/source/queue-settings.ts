import { Duration, Token } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { FailoverHandler } from '../failover/failover-handler';
import { knownSeconds } from '../private/number-rules';
import { SluiceError } from '../private/sluice-error';
import type { QueueSourceProps } from './queue-source';

export const DEFAULT_RETENTION = Duration.days(4);
export const DEAD_LETTER_RETENTION = Duration.days(14);
/** Receives of a new queue, unless its messages show up so soon again that throttling would use them up. */
const FEWEST_RECEIVES = 10;

/** AWS's advice: room for the retries of throttled invocations before the message shows up again. */
export const VISIBILITY_FACTOR = 6;

/** Batches above this size need a batching window. */
export const WINDOWLESS_BATCH = 10;

/** SQS counts no further. */
export const MOST_RECEIVES = 1_000;

/**
 * A message that Lambda is throttled for is received once a visibility timeout: Lambda tries on until that has passed, then lets
 * go of it (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html). For so long no message of a new queue
 * is dead-lettered by that alone.
 */
const THROTTLED_SECONDS = 3_600;

export interface Batching {
  readonly batchSize: number;
  readonly maxBatchingWindow?: Duration;
}

export function batchSizeOf(props: QueueSourceProps, fifo: boolean): number {
  return props.batchSize ?? (fifo ? WINDOWLESS_BATCH : 100);
}

export function batchingOf(props: QueueSourceProps, fifo: boolean): Batching {
  const batchSize = batchSizeOf(props, fifo);
  const needsWindow = !fifo && (Token.isUnresolved(batchSize) || batchSize > WINDOWLESS_BATCH);
  return { batchSize, maxBatchingWindow: props.maxBatchingWindow ?? (needsWindow ? Duration.seconds(1) : undefined) };
}

export function createQueue(scope: Construct, props: QueueSourceProps, handler: FailoverHandler): sqs.Queue {
  const shared = {
    fifo: props.fifo || undefined,
    enforceSSL: true,
    encryption: props.encryptionKey ? sqs.QueueEncryption.KMS : sqs.QueueEncryption.SQS_MANAGED,
    encryptionMasterKey: props.encryptionKey,
    removalPolicy: handler.removalPolicy,
  };
  const deadLetterQueue =
    props.deadLetterQueue ??
    new sqs.Queue(scope, 'DeadLetterQueue', { ...shared, retentionPeriod: DEAD_LETTER_RETENTION });
  const visibilityTimeout = visibilityOf(scope, props, handler);
  const maxReceiveCount = props.maxReceiveCount ?? receivesFor(knownSeconds(visibilityTimeout));
  return new sqs.Queue(scope, 'Queue', {
    ...shared,
    retentionPeriod: props.retention ?? DEFAULT_RETENTION,
    visibilityTimeout,
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount },
  });
}

/** As many as outlast an hour without a free environment; SQS's own visibility timeout where it is not known. */
function receivesFor(visibilitySeconds = 30): number {
  const lasting = Math.ceil(THROTTLED_SECONDS / Math.max(1, visibilitySeconds));
  return Math.min(MOST_RECEIVES, Math.max(FEWEST_RECEIVES, lasting));
}

/** How long a new queue hides a message that was received. */
export function visibilityOf(scope: Construct, props: QueueSourceProps, handler: FailoverHandler): Duration {
  if (props.visibilityTimeout) return props.visibilityTimeout;
  const { maxBatchingWindow: window } = batchingOf(props, props.fifo ?? false);
  if (handler.timeout.isUnresolved() || window?.isUnresolved()) {
    throw new SluiceError(
      scope,
      'SLUICE_VISIBILITY',
      'visibilityTimeout must be given where the timeout or window is a token',
    );
  }
  return Duration.seconds(VISIBILITY_FACTOR * handler.timeout.toSeconds() + (window?.toSeconds() ?? 0));
}

/** What a queue defined in this app tells of itself; undefined for an imported queue. */
export interface KnownQueueSettings {
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  readonly deadLetterQueue?: sqs.DeadLetterQueue;
}

export function knownQueueSettings(queue: sqs.IQueue): KnownQueueSettings | undefined {
  const resource = queue.node.defaultChild;
  if (!(resource instanceof sqs.CfnQueue)) return undefined;
  return {
    // Defaults of SQS: 30 seconds and 4 days.
    visibilitySeconds: resource.visibilityTimeout ?? 30,
    retentionSeconds: resource.messageRetentionPeriod ?? DEFAULT_RETENTION.toSeconds(),
    deadLetterQueue: (queue as Partial<sqs.Queue>).deadLetterQueue,
  };
}

import { Annotations, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FailoverHandler } from '../failover/failover-handler';
import { checkNumbers, knownSeconds, type NumberRule } from '../private/number-rules';
import { SluiceError } from '../private/sluice-error';
import { DEAD_LETTER_RETENTION, DEFAULT_RETENTION, knownQueueSettings, WINDOWLESS_BATCH } from './queue-settings';
import type { QueueSourceProps } from './queue-source';
import { checkExistingQueue } from './existing-queue-rules';
import { checkVisibility } from './visibility-rules';

/** Limits of SQS and of its event source mappings. */
const RULES = {
  batchSize: { code: 'SLUICE_BATCH_SIZE', min: 1, max: 10_000 },
  maxBatchingWindow: { code: 'SLUICE_BATCHING_WINDOW', min: 0, max: 300, unit: ' seconds' },
  maxConcurrency: { code: 'SLUICE_MAX_CONCURRENCY', min: 2, max: 1_000 },
  maxReceiveCount: { code: 'SLUICE_MAX_RECEIVES', min: 1, max: 1_000 },
  visibilityTimeout: { code: 'SLUICE_VISIBILITY', min: 0, max: 43_200, unit: ' seconds' },
  retention: { code: 'SLUICE_RETENTION', min: 60, max: 1_209_600, unit: ' seconds' },
} as const satisfies Record<string, NumberRule>;

/** Fewer receives dead-letter a message after a few throttled invocations. */
const FEW_RECEIVES = 5;

/** Refuses what cannot work and warns of what should not be; before anything is created. */
export function checkQueueSource(scope: Construct, props: QueueSourceProps, handler: FailoverHandler): void {
  checkNumbers(scope, RULES, {
    batchSize: props.batchSize,
    maxBatchingWindow: knownSeconds(props.maxBatchingWindow),
    maxConcurrency: props.maxConcurrency,
    maxReceiveCount: props.maxReceiveCount,
    visibilityTimeout: knownSeconds(props.visibilityTimeout),
    retention: knownSeconds(props.retention),
  });
  checkBatching(scope, props);
  checkReceives(scope, props);
  if (props.queue) return checkExistingQueue(scope, { ...props, queue: props.queue }, handler);
  checkDeadLetters(scope, props);
  const visibility = knownSeconds(props.visibilityTimeout);
  if (visibility !== undefined) checkVisibility(scope, visibility, handler.timeout);
}

function checkBatching(scope: Construct, props: QueueSourceProps): void {
  const fifo = props.queue?.fifo ?? props.fifo ?? false;
  const large = !Token.isUnresolved(props.batchSize) && (props.batchSize ?? 0) > WINDOWLESS_BATCH;
  if (fifo && large) {
    throw new SluiceError(
      scope,
      'SLUICE_BATCH_SIZE',
      `batchSize of a FIFO queue must be 1 to 10, got ${props.batchSize}`,
    );
  }
  const window = knownSeconds(props.maxBatchingWindow);
  if (fifo && window) {
    throw new SluiceError(
      scope,
      'SLUICE_BATCHING_WINDOW',
      `maxBatchingWindow must be left out for a FIFO queue, got ${window} seconds`,
    );
  }
  const batchSize = props.batchSize ?? (fifo ? WINDOWLESS_BATCH : 100);
  if (window === 0 && !Token.isUnresolved(batchSize) && batchSize > WINDOWLESS_BATCH) {
    throw new SluiceError(
      scope,
      'SLUICE_BATCHING_WINDOW',
      `maxBatchingWindow must be at least 1 second for a batchSize above 10, got 0 seconds for ${batchSize}`,
    );
  }
}

function checkReceives(scope: Construct, { maxReceiveCount }: QueueSourceProps): void {
  if (maxReceiveCount === undefined || Token.isUnresolved(maxReceiveCount) || maxReceiveCount >= FEW_RECEIVES) return;
  Annotations.of(scope).addWarningV2(
    'cdk-sluice:fewReceives',
    `maxReceiveCount ${maxReceiveCount} dead-letters messages after a few throttled invocations; ${FEW_RECEIVES} or more is safe`,
  );
}

function checkDeadLetters(scope: Construct, props: QueueSourceProps): void {
  const given = props.deadLetterQueue && knownQueueSettings(props.deadLetterQueue);
  if (props.deadLetterQueue && props.deadLetterQueue.fifo !== (props.fifo ?? false)) {
    throw new SluiceError(
      scope,
      'SLUICE_QUEUE_SETTINGS',
      `deadLetterQueue of a ${props.fifo ? 'FIFO' : 'standard'} queue must be of the same kind, got the other`,
    );
  }
  if (props.deadLetterQueue && !given) return;
  const kept = given?.retentionSeconds ?? DEAD_LETTER_RETENTION.toSeconds();
  const retention = props.retention ? knownSeconds(props.retention) : DEFAULT_RETENTION.toSeconds();
  if (retention === undefined || Token.isUnresolved(kept) || retention < kept) return;
  throw new SluiceError(
    scope,
    'SLUICE_RETENTION',
    `retention must be shorter than the ${kept} seconds of the dead-letter queue, got ${retention} seconds`,
  );
}

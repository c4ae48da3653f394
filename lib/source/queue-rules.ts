import type { Construct } from 'constructs';
import type { FailoverHandler } from '../failover/failover-handler';
import { checkNumbers, knownSeconds, type NumberRule } from '../private/number-rules';
import { checkBatching } from './batching-rules';
import { checkDeadLetters } from './dead-letter-rules';
import { checkExistingQueue } from './existing-queue-rules';
import { checkPatience } from './patience-rules';
import { MOST_RECEIVES, visibilityOf } from './queue-settings';
import type { QueueSourceProps } from './queue-source';
import { checkVisibility } from './visibility-rules';

/** Limits of SQS and of its event source mappings. */
const RULES = {
  batchSize: { code: 'SLUICE_BATCH_SIZE', min: 1, max: 10_000 },
  maxBatchingWindow: { code: 'SLUICE_BATCHING_WINDOW', min: 0, max: 300, unit: ' seconds' },
  maxConcurrency: { code: 'SLUICE_MAX_CONCURRENCY', min: 2, max: 1_000 },
  maxReceiveCount: { code: 'SLUICE_MAX_RECEIVES', min: 1, max: MOST_RECEIVES },
  visibilityTimeout: { code: 'SLUICE_VISIBILITY', min: 0, max: 43_200, unit: ' seconds' },
  retention: { code: 'SLUICE_RETENTION', min: 60, max: 1_209_600, unit: ' seconds' },
} as const satisfies Record<string, NumberRule>;

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
  checkBatching(scope, props, props.queue?.fifo ?? props.fifo ?? false);
  if (props.queue) return checkExistingQueue(scope, { ...props, queue: props.queue }, handler);
  checkDeadLetters(scope, props);
  const visibility = knownSeconds(props.visibilityTimeout);
  if (visibility !== undefined) checkVisibility(scope, visibility, handler.timeout);
  if (props.maxReceiveCount !== undefined) {
    checkPatience(scope, visibilityOf(scope, props, handler), props.maxReceiveCount);
  }
}

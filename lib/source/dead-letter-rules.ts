import { Token } from 'aws-cdk-lib';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { knownSeconds } from '../private/number-rules';
import { SluiceError } from '../private/sluice-error';
import { DEAD_LETTER_RETENTION, DEFAULT_RETENTION, knownQueueSettings } from './queue-settings';
import type { QueueSourceProps } from './queue-source';

/** Where dead letters of a new queue go must take them, and keep them longer. */
export function checkDeadLetters(scope: Construct, props: QueueSourceProps): void {
  const { deadLetterQueue } = props;
  if (deadLetterQueue) checkKind(scope, deadLetterQueue, props.fifo ?? false);
  checkRetention(scope, props);
}

function checkKind(scope: Construct, deadLetterQueue: sqs.IQueue, fifo: boolean): void {
  if (deadLetterQueue.fifo === fifo) return;
  throw new SluiceError(
    scope,
    'SLUICE_QUEUE_SETTINGS',
    `deadLetterQueue of a ${fifo ? 'FIFO' : 'standard'} queue must be of the same kind, got the other`,
  );
}

/** A message dead-lettered late in its life would expire at once: a standard queue counts from the first send. */
function checkRetention(scope: Construct, props: QueueSourceProps): void {
  const kept = keptSeconds(props.deadLetterQueue);
  const retention = knownSeconds(props.retention ?? DEFAULT_RETENTION);
  if (kept === undefined || retention === undefined || retention < kept) return;
  throw new SluiceError(
    scope,
    'SLUICE_RETENTION',
    `retention must be shorter than the ${kept} seconds of the dead-letter queue, got ${retention} seconds`,
  );
}

function keptSeconds(deadLetterQueue: sqs.IQueue | undefined): number | undefined {
  if (!deadLetterQueue) return DEAD_LETTER_RETENTION.toSeconds();
  const seconds = knownQueueSettings(deadLetterQueue)?.retentionSeconds;
  return Token.isUnresolved(seconds) ? undefined : seconds;
}

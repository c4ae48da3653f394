import { Annotations, Duration, Token } from 'aws-cdk-lib';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { FailoverHandler } from '../failover/failover-handler';
import { shownValue } from '../private/shown-value';
import { SluiceError } from '../private/sluice-error';
import { checkPatience } from './patience-rules';
import { type KnownQueueSettings, knownQueueSettings } from './queue-settings';
import type { QueueSourceProps } from './queue-source';
import { checkVisibility } from './visibility-rules';

type ExistingQueueProps = QueueSourceProps & { readonly queue: sqs.IQueue };

/** Props that shape a new queue and would be ignored on an existing one. */
const NEW_QUEUE_ONLY = ['fifo', 'visibilityTimeout', 'retention', 'encryptionKey'] as const;

/** What can be known of an existing queue is checked; what cannot is said. */
export function checkExistingQueue(scope: Construct, props: ExistingQueueProps, handler: FailoverHandler): void {
  const misplaced = NEW_QUEUE_ONLY.find((name) => props[name] !== undefined);
  if (misplaced) {
    throw new SluiceError(
      scope,
      'SLUICE_QUEUE_SETTINGS',
      `${misplaced} must be left out for an existing queue, got ${shownValue(props[misplaced])}`,
    );
  }
  const known = knownQueueSettings(props.queue);
  if (!known) return warnUnknown(scope, props);
  checkVisibility(scope, known.visibilitySeconds, handler.timeout);
  checkRedrive(scope, props, known);
}

function checkRedrive(scope: Construct, props: QueueSourceProps, known: KnownQueueSettings): void {
  const redrive = known.deadLetterQueue;
  if (!redrive) {
    Annotations.of(scope).addWarningV2(
      'cdk-sluice:noDeadLetterQueue',
      'the queue has no dead-letter queue: a message that kills the handler is retried until it expires; set deadLetterQueue on it',
    );
    return;
  }
  const told = props.maxReceiveCount;
  if (told !== undefined && !Token.isUnresolved(told) && told !== redrive.maxReceiveCount) {
    throw new SluiceError(
      scope,
      'SLUICE_QUEUE_SETTINGS',
      `maxReceiveCount must be the ${redrive.maxReceiveCount} of the queue's redrive policy, got ${told}`,
    );
  }
  if (!Token.isUnresolved(known.visibilitySeconds)) {
    checkPatience(scope, Duration.seconds(known.visibilitySeconds), redrive.maxReceiveCount);
  }
}

function warnUnknown(scope: Construct, props: QueueSourceProps): void {
  const missing = props.maxReceiveCount === undefined ? ' and tell maxReceiveCount' : '';
  Annotations.of(scope).addWarningV2(
    'cdk-sluice:queueSettingsUnknown',
    `settings of an imported queue cannot be checked: see that its visibility timeout is 6 times the handler's timeout and that it has a dead-letter queue${missing}`,
  );
}

import { Annotations, type Duration, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { knownSeconds } from '../private/number-rules';
import { SluiceError } from '../private/sluice-error';
import { VISIBILITY_FACTOR } from './queue-settings';

/**
 * A message must stay hidden while it is worked on: below the timeout, Lambda refuses the mapping; below 6 times the
 * timeout, throttled batches show up again too early and are delivered twice.
 */
export function checkVisibility(scope: Construct, visibilitySeconds: number, timeout: Duration): void {
  const timeoutSeconds = knownSeconds(timeout);
  if (timeoutSeconds === undefined || Token.isUnresolved(visibilitySeconds)) return;
  if (visibilitySeconds < timeoutSeconds) {
    throw new SluiceError(
      scope,
      'SLUICE_VISIBILITY',
      `visibilityTimeout must be at least the handler's timeout of ${timeoutSeconds} seconds, got ${visibilitySeconds} seconds`,
    );
  }
  const advised = VISIBILITY_FACTOR * timeoutSeconds;
  if (visibilitySeconds >= advised) return;
  Annotations.of(scope).addWarningV2(
    'cdk-sluice:shortVisibility',
    `visibilityTimeout ${visibilitySeconds} seconds is below ${advised}, 6 times the handler's timeout: throttled messages are delivered again too early`,
  );
}

import { Annotations, type Duration, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { knownSeconds } from '../private/number-rules';

/** A throttled account is seen to within half an hour. */
const LASTING_SECONDS = 1_800;

/** While Lambda is throttled, each visibility timeout costs a message one of its receives. */
export function checkPatience(scope: Construct, visibility: Duration, maxReceiveCount: number): void {
  const seconds = knownSeconds(visibility);
  if (seconds === undefined || Token.isUnresolved(maxReceiveCount)) return;
  const lasting = seconds * maxReceiveCount;
  if (lasting >= LASTING_SECONDS) return;
  Annotations.of(scope).addWarningV2(
    'cdk-sluice:fewReceives',
    `maxReceiveCount ${maxReceiveCount} and a visibility timeout of ${seconds} seconds dead-letter messages after ${lasting} seconds of throttled invocations; ${Math.ceil(LASTING_SECONDS / seconds)} receives last for half an hour`,
  );
}

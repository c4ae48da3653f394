import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type TargetConfig, TargetKind } from '../target/target';

/** A standard queue delivers in any order, whatever order records are sent in. */
export function warnOfLostOrder(scope: IConstruct, targets: readonly TargetConfig[]): void {
  if (!targets.some((target) => target.kind === TargetKind.QUEUE && !target.fifo)) return;
  Annotations.of(scope).addWarningV2(
    'cdk-sluice:orderLost',
    'the source promises an order that a standard queue as target does not keep; use a FIFO queue where order matters',
  );
}

import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { knownSeconds } from '../private/number-rules';
import { SluiceError } from '../private/sluice-error';
import { batchSizeOf, WINDOWLESS_BATCH } from './queue-settings';
import type { QueueSourceProps } from './queue-source';

/** SQS knows two ways to batch: up to 10 at once, or more gathered over a window; a FIFO queue only the first. */
export function checkBatching(scope: Construct, props: QueueSourceProps, fifo: boolean): void {
  if (fifo) checkFifoBatching(scope, props);
  else checkWindow(scope, props);
}

function checkFifoBatching(scope: Construct, { batchSize, maxBatchingWindow }: QueueSourceProps): void {
  if (isLarge(batchSize)) {
    throw new SluiceError(scope, 'SLUICE_BATCH_SIZE', `batchSize of a FIFO queue must be 1 to 10, got ${batchSize}`);
  }
  const window = knownSeconds(maxBatchingWindow);
  if (!window) return;
  throw new SluiceError(
    scope,
    'SLUICE_BATCHING_WINDOW',
    `maxBatchingWindow must be left out for a FIFO queue, got ${window} seconds`,
  );
}

function checkWindow(scope: Construct, props: QueueSourceProps): void {
  const batchSize = batchSizeOf(props, false);
  if (knownSeconds(props.maxBatchingWindow) !== 0 || !isLarge(batchSize)) return;
  throw new SluiceError(
    scope,
    'SLUICE_BATCHING_WINDOW',
    `maxBatchingWindow must be at least 1 second for a batchSize above 10, got 0 seconds for ${batchSize}`,
  );
}

function isLarge(batchSize: number | undefined): boolean {
  return batchSize !== undefined && !Token.isUnresolved(batchSize) && batchSize > WINDOWLESS_BATCH;
}

/* eslint-disable @typescript-eslint/no-require-imports -- loads when called, not at start; see below */
import type { TargetSettings } from '../../lib/contract/settings';
import type { Target } from '../failover/host';
import type * as FunctionTarget from './function-target';
import type * as HttpTarget from './http-target';
import type * as QueueTarget from './queue-target';
import { sdk } from './sdk';
import type * as StreamTarget from './stream-target';

/** Each kind of target is a file of its own beside the handler, so that a cold start reads only those that the pipeline uses. */
const adapters = {
  function: () => require('./function-target') as typeof FunctionTarget,
  http: () => require('./http-target') as typeof HttpTarget,
  queue: () => require('./queue-target') as typeof QueueTarget,
  stream: () => require('./stream-target') as typeof StreamTarget,
};

export function createTarget(target: TargetSettings): Target {
  switch (target.kind) {
    case 'function':
      return adapters.function().functionTarget(sdk.lambda(), target.functionArn);
    case 'queue':
      return adapters.queue().queueTarget(sdk.sqs(), target.queueUrl, target.fifo);
    case 'stream':
      return adapters.stream().streamTarget(sdk.kinesis(), target.streamName);
    case 'http':
      return adapters.http().httpTarget(target.url, target.timeoutMillis, target.headers);
  }
}

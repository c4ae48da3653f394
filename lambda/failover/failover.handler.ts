import type { Context } from 'aws-lambda';
import type { HandlerSettings } from '../../lib/contract/settings';
import { readSettings } from '../adapters/environment';
import { createHost } from '../adapters/lambda-host';
import { createFailover, FlowEvent, FlowResponse } from './failover';

const settings = readSettings<HandlerSettings>();
const failover = createFailover(createHost(settings), settings);

/** Delivers a batch of an SQS queue or Kinesis stream to the pipeline's targets. */
export function handler(event: FlowEvent, context: Context): Promise<FlowResponse> {
  return failover(event, () => context.getRemainingTimeInMillis());
}

import type { Context } from 'aws-lambda';
import type { DeadLetterSettings } from '../../lib/contract/settings';
import { readSettings } from '../adapters/environment';
import { createDeadLetterHost } from '../adapters/dead-letter-host';
import type { FlowEvent, FlowResponse } from '../failover/failover';
import { createDeadLetters } from './dead-letters';

const settings = readSettings<DeadLetterSettings>();
const keep = createDeadLetters(createDeadLetterHost(settings), settings);

/** Stores a batch of dead letters in the lake. */
export function handler(event: FlowEvent, context: Context): Promise<FlowResponse> {
  return keep(event, () => context.getRemainingTimeInMillis());
}

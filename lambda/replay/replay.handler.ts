import type { Context } from 'aws-lambda';
import type { ReplayItem, ReplayReport } from '../../lib/contract/replay';
import type { HandlerSettings } from '../../lib/contract/settings';
import { readSettings } from '../adapters/environment';
import { createReplayHost } from '../adapters/lambda-host';
import { createReplay } from './replay';
import { sweep, SweepEvent } from './sweep';

const settings = readSettings<HandlerSettings>();
const replay = createReplay(createReplayHost(settings), settings);

/** Replays one object for the state machine, or sweeps the spilled records on schedule. */
export async function handler(event: ReplayItem | SweepEvent, context: Context): Promise<ReplayReport | void> {
  if ('sweep' in event) return sweep(createReplayHost(settings, event.stateMachineArn), settings, event);
  return replay(event, () => context.getRemainingTimeInMillis());
}

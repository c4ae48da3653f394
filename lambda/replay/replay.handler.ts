/* eslint-disable @typescript-eslint/no-require-imports -- the sweep loads when it is called, not at start */
import type { Context } from 'aws-lambda';
import type { ReplayItem, ReplayReport } from '../../lib/contract/replay';
import type { HandlerSettings } from '../../lib/contract/settings';
import { readSettings } from '../adapters/environment';
import { createReplayHost } from '../adapters/lambda-host';
import { createRoute } from '../failover/route';
import { createReplay } from './replay';
import type * as Sweep from './sweep';

const settings = readSettings<HandlerSettings>();
const replay = createReplay(createReplayHost(settings), settings);

/** Replays one object for the state machine, or sweeps the spilled records on schedule. */
export async function handler(event: ReplayItem | Sweep.SweepEvent, context: Context): Promise<ReplayReport | void> {
  if ('sweep' in event) {
    const host = createReplayHost(settings, event.stateMachineArn);
    const { sweep } = require('./sweep') as typeof Sweep;
    return sweep(host, settings, createRoute(host, settings), event);
  }
  return replay(event, () => context.getRemainingTimeInMillis());
}

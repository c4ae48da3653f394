/* eslint-disable @typescript-eslint/no-require-imports -- what few invocations need loads when it is called */
import type { Context } from 'aws-lambda';
import type { LaneEvent, LaneState, ReplayItem, ReplayReport } from '../../lib/contract/replay';
import type { HandlerSettings } from '../../lib/contract/settings';
import { readSettings } from '../adapters/environment';
import { createReplayHost } from '../adapters/lambda-host';
import type * as SweepHost from '../adapters/sweep-host';
import { createRoute } from '../failover/route';
import type * as Lane from './lane';
import { createReplay } from './replay';
import type * as Sweep from './sweep';

const settings = readSettings<HandlerSettings>();
const replay = createReplay(createReplayHost(settings), settings);

type ReplayEvent = ReplayItem | LaneEvent | Sweep.SweepEvent;

/** Replays one object for the state machine, or one after the other, or sweeps the spilled records on schedule. */
export async function handler(event: ReplayEvent, context: Context): Promise<ReplayReport | LaneState | void> {
  const remainingMillis = (): number => context.getRemainingTimeInMillis();
  if ('sweep' in event) {
    const { sweepHost } = require('../adapters/sweep-host') as typeof SweepHost;
    const host = sweepHost(createReplayHost(settings), event.stateMachineArn);
    const { sweep } = require('./sweep') as typeof Sweep;
    return sweep(host, settings, createRoute(host, settings), event);
  }
  if ('lane' in event) {
    const { lane } = require('./lane') as typeof Lane;
    return lane(replay, createReplayHost(settings).lake, event, remainingMillis);
  }
  return replay(event, remainingMillis);
}

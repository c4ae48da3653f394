import type { LiveLagSettings } from '../../lib/contract/replay';
import type { StateStore } from '../failover/host';
import { followLag } from '../replay/follow-lag';
import { CLOCK } from './environment';
import { mapRuns } from './map-runs';
import { regulatorSdk } from './regulator-sdk';
import { sdk } from './sdk';

/** Gives the replays that run the width that live traffic leaves them. */
export function liveLag(state: StateStore, stateMachineArn: string, lag: LiveLagSettings): Promise<void> {
  const runs = mapRuns(sdk.sfn(), regulatorSdk.cloudWatch(), stateMachineArn);
  return followLag(runs, state, lag, CLOCK.now());
}

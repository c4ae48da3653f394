/* eslint-disable @typescript-eslint/no-require-imports -- loads when called: most sweeps find nothing to do */
import type { ReplayHost } from '../failover/host';
import type * as LiveLag from './live-lag';
import type * as ReplayExecutions from './replay-executions';
import { sdk } from './sdk';

/** The host of the sweep, which alone knows the state machine: by its event, for the machine is made of the worker. */
export function sweepHost(host: ReplayHost, stateMachineArn: string): ReplayHost {
  const executions = (): ReturnType<typeof ReplayExecutions.replayExecutions> => {
    const { replayExecutions } = require('./replay-executions') as typeof ReplayExecutions;
    return replayExecutions(sdk.sfn(), stateMachineArn);
  };
  return {
    ...host,
    startReplay: (name, input) => executions().startReplay(name, input),
    isReplaying: () => executions().isReplaying(),
    followLag: (lag) => {
      const { liveLag } = require('./live-lag') as typeof LiveLag;
      return liveLag(host.state, stateMachineArn, lag);
    },
  };
}

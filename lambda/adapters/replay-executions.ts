import type * as Sdk from '@aws-sdk/client-sfn';
import type { Host, ReplayHost } from '../failover/host';
import { QUICK } from './client-config';

/** Starts the replay state machine. */
export function replayStarter(
  { SFNClient, StartExecutionCommand }: typeof Sdk,
  stateMachineArn: string,
): NonNullable<Host['startReplay']> {
  const client = new SFNClient(QUICK);
  return async (name, input) => {
    const start = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
    await client.send(start).catch((error: Error) => {
      if (error.name !== 'ExecutionAlreadyExists') throw error;
    });
  };
}

/** Tells whether an execution of the replay state machine runs. */
export function replayWatch(
  { ListExecutionsCommand, SFNClient }: typeof Sdk,
  stateMachineArn: string,
): NonNullable<ReplayHost['isReplaying']> {
  const client = new SFNClient(QUICK);
  return async () => {
    const running = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 });
    const { executions = [] } = await client.send(running);
    return executions.length > 0;
  };
}

import type * as Sdk from '@aws-sdk/client-sfn';
import type { ReplayHost } from '../failover/host';
import { QUICK } from './client-config';

/** Executions of the replay state machine: starts them, and tells whether one runs. */
export function replayExecutions(
  { ListExecutionsCommand, SFNClient, StartExecutionCommand }: typeof Sdk,
  stateMachineArn: string,
): Required<Pick<ReplayHost, 'startReplay' | 'isReplaying'>> {
  const client = new SFNClient(QUICK);
  return {
    async startReplay(name, input) {
      const start = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
      await client.send(start).catch((error: Error) => {
        if (error.name !== 'ExecutionAlreadyExists') throw error;
      });
    },
    async isReplaying() {
      const running = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 });
      const { executions = [] } = await client.send(running);
      return executions.length > 0;
    },
  };
}

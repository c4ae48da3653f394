import type * as Sdk from '@aws-sdk/client-sfn';
import { QUICK } from './client-config';

export interface ReplayStarter {
  /** Starting one of the same name twice starts one. */
  start(name: string, input: object): Promise<void>;
  isRunning(): Promise<boolean>;
}

/** Starts the replay state machine. */
export function replayStarter(sdk: typeof Sdk, stateMachineArn: string): ReplayStarter {
  const { ListExecutionsCommand, SFNClient, StartExecutionCommand } = sdk;
  const client = new SFNClient(QUICK);
  return {
    async start(name, input) {
      const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
      await client.send(command).catch((error: Error) => {
        if (error.name !== 'ExecutionAlreadyExists') throw error;
      });
    },

    async isRunning() {
      const running = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 });
      const { executions = [] } = await client.send(running);
      return executions.length > 0;
    },
  };
}

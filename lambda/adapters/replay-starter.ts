import { ExecutionAlreadyExists, ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { QUICK } from './client-config';

/** Starts the replay state machine. */
export class ReplayStarter {
  private readonly client = new SFNClient(QUICK);

  constructor(private readonly stateMachineArn: string) {}

  public async start(name: string, input: object): Promise<void> {
    await this.client
      .send(new StartExecutionCommand({ stateMachineArn: this.stateMachineArn, name, input: JSON.stringify(input) }))
      .catch((error: unknown) => {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      });
  }

  public async isRunning(): Promise<boolean> {
    const running = new ListExecutionsCommand({
      stateMachineArn: this.stateMachineArn,
      statusFilter: 'RUNNING',
      maxResults: 1,
    });
    const { executions = [] } = await this.client.send(running);
    return executions.length > 0;
  }
}

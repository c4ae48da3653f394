import type { Aws, MapRun, RunningExecution } from '../host';
import { call, type ClientSettings, lazily } from './clients';

type Executions = Pick<
  Aws,
  | 'runningExecutions'
  | 'succeededExecutions'
  | 'startExecution'
  | 'stopExecution'
  | 'redriveExecution'
  | 'execution'
  | 'mapRuns'
>;
type Sfn = ReturnType<typeof stepFunctions>;

/** Runs of the replay state machine. */
export function executions(settings: ClientSettings): Executions {
  const sfn = stepFunctions(settings);
  return {
    runningExecutions: (stateMachineArn) => running(sfn, stateMachineArn),

    succeededExecutions: async (stateMachineArn) =>
      (await list(sfn, stateMachineArn, 'SUCCEEDED')).map(({ name = '' }) => name),

    startExecution: (stateMachineArn, name, input) =>
      call('states:StartExecution', stateMachineArn, async () => {
        const { sdk, client } = await sfn();
        const command = new sdk.StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
        return (await client.send(command)).executionArn ?? '';
      }),

    stopExecution: (executionArn, error, cause) =>
      call('states:StopExecution', executionArn, async () => {
        const { sdk, client } = await sfn();
        await client.send(new sdk.StopExecutionCommand({ executionArn, error, cause }));
      }),

    redriveExecution: (executionArn) =>
      call('states:RedriveExecution', executionArn, async () => {
        const { sdk, client } = await sfn();
        await client.send(new sdk.RedriveExecutionCommand({ executionArn }));
      }),

    execution: async (executionArn) => {
      const found = await describe(sfn, executionArn);
      const { status = 'RUNNING', startDate, stopDate, input, output, error, cause } = found;
      return { status, startedAt: startDate?.getTime(), stoppedAt: stopDate?.getTime(), input, output, error, cause };
    },

    // Emulators and narrow policies may lack map runs: then the caller counts objects instead.
    mapRuns: (executionArn) => mapRuns(sfn, executionArn).catch(() => []),
  };
}

function stepFunctions(settings: ClientSettings) {
  return lazily(async () => {
    const sdk = await import('@aws-sdk/client-sfn');
    return { sdk, client: new sdk.SFNClient(settings) };
  });
}

function list(sfn: Sfn, stateMachineArn: string, statusFilter: 'RUNNING' | 'SUCCEEDED') {
  return call('states:ListExecutions', stateMachineArn, async () => {
    const { sdk, client } = await sfn();
    const all = [];
    for await (const page of sdk.paginateListExecutions({ client }, { stateMachineArn, statusFilter })) {
      all.push(...(page.executions ?? []));
    }
    return all;
  });
}

async function running(sfn: Sfn, stateMachineArn: string): Promise<readonly RunningExecution[]> {
  const found = await list(sfn, stateMachineArn, 'RUNNING');
  return Promise.all(
    found.map(async ({ executionArn: arn = '', name = '', startDate }) => ({
      arn,
      name,
      startedAt: startDate?.getTime() ?? 0,
      input: (await describe(sfn, arn)).input ?? '{}',
    })),
  );
}

function describe(sfn: Sfn, executionArn: string) {
  return call('states:DescribeExecution', executionArn, async () => {
    const { sdk, client } = await sfn();
    return client.send(new sdk.DescribeExecutionCommand({ executionArn }));
  });
}

async function mapRuns(sfn: Sfn, executionArn: string): Promise<readonly MapRun[]> {
  const { sdk, client } = await sfn();
  const { mapRuns: runs = [] } = await client.send(new sdk.ListMapRunsCommand({ executionArn }));
  return Promise.all(
    runs.map(async ({ mapRunArn = '' }) => {
      const { itemCounts } = await client.send(new sdk.DescribeMapRunCommand({ mapRunArn }));
      const { total = 0, succeeded = 0, failed = 0 } = itemCounts ?? {};
      return { id: mapRunArn.split(':').at(-1) ?? '', total, succeeded, failed };
    }),
  );
}

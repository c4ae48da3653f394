import type * as CloudWatch from '@aws-sdk/client-cloudwatch';
import type * as Sfn from '@aws-sdk/client-sfn';
import type { MapRuns } from '../replay/follow-lag';
import { QUICK } from './client-config';

/** Metrics of AWS are a minute or two late. */
const WINDOW_SECONDS = 300;
const PERIOD_SECONDS = 60;

/** Map runs of the replay state machine, and the age of what waits in the source. */
export function mapRuns(sfn: typeof Sfn, cloudWatch: typeof CloudWatch, stateMachineArn: string): MapRuns {
  const client = new sfn.SFNClient(QUICK);
  return {
    async running() {
      const running = new sfn.ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' });
      const { executions = [] } = await client.send(running);
      const found = await Promise.all(
        executions.map(({ executionArn }) => client.send(new sfn.ListMapRunsCommand({ executionArn }))),
      );
      const arns = found.flatMap(({ mapRuns: runs = [] }) => runs.filter(({ stopDate }) => !stopDate));
      return Promise.all(
        arns.map(async ({ mapRunArn = '' }) => {
          const { maxConcurrency = 0 } = await client.send(new sfn.DescribeMapRunCommand({ mapRunArn }));
          return { arn: mapRunArn, width: maxConcurrency };
        }),
      );
    },
    async widen(mapRunArn, maxConcurrency) {
      await client.send(new sfn.UpdateMapRunCommand({ mapRunArn, maxConcurrency }));
    },
    async lagSeconds({ namespace, name, dimensions, unitsPerSecond }) {
      const now = Date.now();
      const metric = {
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      };
      const query = { Id: 'lag', MetricStat: { Metric: metric, Period: PERIOD_SECONDS, Stat: 'Maximum' } };
      const get = new cloudWatch.GetMetricDataCommand({
        MetricDataQueries: [query],
        StartTime: new Date(now - WINDOW_SECONDS * 1_000),
        EndTime: new Date(now),
        ScanBy: 'TimestampDescending',
      });
      const { MetricDataResults = [] } = await new cloudWatch.CloudWatchClient(QUICK).send(get);
      const [latest] = MetricDataResults[0]?.Values ?? [];
      return latest === undefined ? undefined : latest / unitsPerSecond;
    },
  };
}

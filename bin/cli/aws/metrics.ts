import type * as CloudWatch from '@aws-sdk/client-cloudwatch';
import type { Aws, MetricQuery } from '../host';
import { call } from './clients';
import type { CloudWatchLoader } from './cloudwatch';

/** GetMetricData takes no more metrics a call. */
const METRICS_PER_CALL = 500;

export function metrics(cloudwatch: CloudWatchLoader): Pick<Aws, 'metrics'> {
  return {
    metrics: async (queries, from, to) => {
      const window = { StartTime: new Date(from), EndTime: new Date(to) };
      const values = new Map<string, number[]>();
      for (let first = 0; first < queries.length; first += METRICS_PER_CALL) {
        const some = queries.slice(first, first + METRICS_PER_CALL).map(asDataQuery);
        for (const { Id = '', Values = [] } of await results(cloudwatch, { ...window, MetricDataQueries: some })) {
          values.set(Id, [...(values.get(Id) ?? []), ...Values]);
        }
      }
      return values;
    },
  };
}

/** Of all pages; a metric's values may be spread over several. */
function results(
  cloudwatch: CloudWatchLoader,
  input: CloudWatch.GetMetricDataInput,
): Promise<CloudWatch.MetricDataResult[]> {
  return call('cloudwatch:GetMetricData', '*', async () => {
    const { sdk, client } = await cloudwatch();
    const found: CloudWatch.MetricDataResult[] = [];
    for await (const page of sdk.paginateGetMetricData({ client }, { ...input, ScanBy: 'TimestampAscending' })) {
      found.push(...(page.MetricDataResults ?? []));
    }
    return found;
  });
}

function asDataQuery(query: MetricQuery): CloudWatch.MetricDataQuery {
  const Dimensions = Object.entries(query.dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: query.namespace, MetricName: query.metric, Dimensions };
  return { Id: query.id, MetricStat: { Metric, Stat: query.stat, Period: query.periodSeconds } };
}

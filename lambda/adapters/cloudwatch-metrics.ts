import type * as Sdk from '@aws-sdk/client-cloudwatch';
import type { MetricFigures, MetricQuery, RegulatorHost } from '../scaling/host';
import { clientConfig } from './client-config';

/** 500 metrics may take seconds; a tick has a minute. */
const CONFIG = clientConfig(2, 1_000, 8_000);

/** 500 metrics of twenty minutes in ten seconds fit into one page; a page without end is none. */
const MOST_PAGES = 20;

/** Metrics of CloudWatch, up to 500 at a time. */
export function cloudWatchMetrics({ CloudWatchClient, GetMetricDataCommand }: typeof Sdk): RegulatorHost['metrics'] {
  const client = new CloudWatchClient(CONFIG);
  return async (queries, from, to) => {
    const results: Sdk.MetricDataResult[] = [];
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const page = await client.send(
        new GetMetricDataCommand({
          MetricDataQueries: queries.map(dataQuery),
          StartTime: new Date(from * 1_000),
          EndTime: new Date(to * 1_000),
          ScanBy: 'TimestampAscending',
          NextToken,
        }),
      );
      results.push(...(page.MetricDataResults ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined && ++pages < MOST_PAGES);
    return figuresOf(results, queries.length, NextToken === undefined);
  };
}

function dataQuery(
  { dimensions, name, namespace, period, statistic }: MetricQuery,
  index: number,
): Sdk.MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: name, Dimensions };
  return { Id: `m${index}`, MetricStat: { Metric, Period: period, Stat: statistic } };
}

/** What one metric's parts on all pages tell; the last of them says whether it is complete. */
function figuresOf(results: readonly Sdk.MetricDataResult[], queries: number, ended: boolean): MetricFigures[] {
  const figures = Array.from({ length: queries }, () => ({ points: new Map<number, number>(), whole: false }));
  for (const { Id = '', StatusCode, Timestamps = [], Values = [] } of results) {
    const one = figures[Number(Id.slice(1))];
    if (!one) continue;
    one.whole = ended && StatusCode === 'Complete';
    Timestamps.forEach((time, index) => {
      const value = Values[index];
      if (value !== undefined) one.points.set(Math.floor(time.getTime() / 1_000), value);
    });
  }
  return figures;
}

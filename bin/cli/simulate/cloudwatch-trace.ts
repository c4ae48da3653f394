import { instantOf } from './csv-trace';
import { type PeriodCount, type Trace, traceInvalid, traceOfCounts } from './trace';

interface MetricData {
  readonly MetricDataResults?: readonly {
    readonly Id?: string;
    readonly Timestamps?: unknown[];
    readonly Values?: unknown[];
  }[];
}

interface MetricStatistics {
  readonly Datapoints?: readonly { readonly Timestamp?: unknown; readonly Sum?: unknown }[];
}

/** What `aws cloudwatch get-metric-data` or `get-metric-statistics` printed: sums of a metric that counts records. */
export function readCloudWatch(text: string): Trace {
  const content = parsed(text) as (MetricData & MetricStatistics) | null;
  if (Array.isArray(content?.MetricDataResults)) return traceOfCounts(dataCounts(content), 'get-metric-data');
  if (Array.isArray(content?.Datapoints)) return traceOfCounts(statisticsCounts(content), 'get-metric-statistics');
  throw traceInvalid('the JSON has neither MetricDataResults nor Datapoints');
}

function dataCounts({ MetricDataResults: results = [] }: MetricData): PeriodCount[] {
  const filled = results.filter(({ Values: values = [] }) => values.length > 0);
  if (filled.length !== 1) {
    const names = filled.map(({ Id: id = '?' }) => id).join(', ');
    throw traceInvalid(`the JSON has ${filled.length} metrics with values (${names}), and a trace is one`);
  }
  const [{ Timestamps: timestamps = [], Values: values = [] }] = filled;
  return values.map((value, index) => count(timestamps[index], value));
}

function statisticsCounts({ Datapoints: points = [] }: MetricStatistics): PeriodCount[] {
  return points.map(({ Timestamp: at, Sum: sum }) => {
    if (sum === undefined) throw traceInvalid('a datapoint has no Sum; ask with --statistics Sum');
    return count(at, sum);
  });
}

function count(timestamp: unknown, records: unknown): PeriodCount {
  // Seconds since the epoch where the AWS CLI is set to print no ISO times.
  const at = typeof timestamp === 'number' ? timestamp * 1_000 : instantOf(String(timestamp));
  if (at === undefined) throw traceInvalid(`the JSON has ${JSON.stringify(timestamp)} where a time must be`);
  if (typeof records === 'number' && records >= 0) return { at, records };
  throw traceInvalid(`the JSON has ${JSON.stringify(records)} where a number from 0 up must be`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw traceInvalid(`the file begins like JSON and is none (${(error as Error).message})`);
  }
}

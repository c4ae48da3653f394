/** What a regulator used in a stretch of time. Its alarms are not in it: they are per regulator, and can be switched off. */
export interface Usage {
  /** How long the stretch was. */
  readonly days: number;
  readonly invocations: number;
  readonly lambdaMillis: number;
  readonly memoryMiB: number;
  /** Metrics that `GetMetricData` was asked for: it bills each by name, however many figures it returns. */
  readonly metricsAsked: number;
  /** Reads of 4 KiB and writes of 1 KiB. */
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly queueCalls: number;
  readonly logBytes: number;
  /** Invocations that X-Ray recorded: its default rule takes the first of every second. */
  readonly traces: number;
  /** Custom metrics × hours in which they got a value. */
  readonly metricHours: number;
}

/**
 * USD, us-east-1, without free tiers. `GetEventSourceMapping`, `DescribeStreamSummary`, standard parameters and the schedule
 * of an EventBridge rule cost nothing.
 */
export const PRICES = {
  /** An invocation. */
  invocation: 0.2e-6,
  /** A GiB-second of Lambda, arm64. */
  gibSecond: 13.3334e-6,
  /** A metric asked for by GetMetricData. */
  metricAsked: 0.01e-3,
  /** On-demand DynamoDB. */
  readUnit: 0.125e-6,
  writeUnit: 0.625e-6,
  /** A request to SQS. */
  queueCall: 0.4e-6,
  /** A GB taken in by CloudWatch Logs. */
  logGigabyte: 0.5,
  /** A trace recorded by X-Ray. */
  trace: 5e-6,
  /** A custom metric for a month of 730 hours. */
  metricMonth: 0.3,
} as const;

const MONTH_DAYS = 30;
const MONTH_HOURS = 730;

/** A month of such use, in USD by what it is spent on. */
export type MonthlyCost = Readonly<
  Record<'lambda' | 'metrics' | 'table' | 'queue' | 'logs' | 'traces' | 'total', number>
>;

export function monthlyCost(used: Usage): MonthlyCost {
  const gibSeconds = (used.lambdaMillis / 1_000) * (used.memoryMiB / 1_024);
  const spent = {
    lambda: used.invocations * PRICES.invocation + gibSeconds * PRICES.gibSecond,
    metrics: used.metricsAsked * PRICES.metricAsked + (used.metricHours / MONTH_HOURS) * PRICES.metricMonth,
    table: used.readUnits * PRICES.readUnit + used.writeUnits * PRICES.writeUnit,
    queue: used.queueCalls * PRICES.queueCall,
    logs: (used.logBytes / 1e9) * PRICES.logGigabyte,
    traces: used.traces * PRICES.trace,
  };
  const months = used.days / MONTH_DAYS;
  const entries = Object.entries(spent).map(([name, dollars]) => [name, dollars / months] as const);
  const total = entries.reduce((sum, [, dollars]) => sum + dollars, 0);
  return { ...(Object.fromEntries(entries) as Record<keyof typeof spent, number>), total };
}

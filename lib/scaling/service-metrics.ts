import { Duration } from 'aws-cdk-lib';
import { type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ScalingSignals } from './scaling-signals';

/** Services publish their metrics once a minute. */
const period = Duration.minutes(1);

/** What a service counted in a minute, and the most it saw. */
export const SUM: MetricOptions = { period, statistic: Stats.SUM };
export const MAXIMUM: MetricOptions = { period, statistic: Stats.MAXIMUM };

/** How busy a function is, and how it fares. */
export function functionSignals(consumer: lambda.IFunction): ScalingSignals {
  return {
    busyMillis: consumer.metricDuration(SUM),
    errors: consumer.metricErrors(SUM),
    throttles: consumer.metricThrottles(SUM),
  };
}

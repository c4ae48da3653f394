import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ScalingSignals } from './scaling-signals';

/** Services publish their metrics once a minute. */
export const PERIOD = Duration.minutes(1);

/** A mapping takes a new setting asynchronously, in about a minute. */
export const MAPPING_TIME = Duration.minutes(1);

/** How busy a function is, and how it fares. */
export function functionSignals(consumer: lambda.IFunction): ScalingSignals {
  const options = { period: PERIOD, statistic: Stats.SUM };
  return {
    busyMillis: consumer.metricDuration(options),
    errors: consumer.metricErrors(options),
    throttles: consumer.metricThrottles(options),
  };
}

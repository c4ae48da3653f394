import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { SourceMetrics } from './source';
import { knownRetention } from './stream-settings';
import type { StreamSourceProps } from './stream-source';

/** Kinesis and Lambda publish their metrics once a minute. */
const PERIOD = Duration.minutes(1);

export function streamMetrics(
  stream: kinesis.IStream,
  handler: lambda.IFunction,
  props: StreamSourceProps,
): SourceMetrics {
  return {
    incoming: stream.metricIncomingRecords({ period: PERIOD, statistic: Stats.SUM }),
    age: iteratorAge(handler),
    ageUnitsPerSecond: 1_000,
    retention: knownRetention(props),
  };
}

/** Lambda's own measure, in milliseconds: the stream's mixes in all of its other consumers. */
export function iteratorAge(handler: lambda.IFunction): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'IteratorAge',
    dimensionsMap: { FunctionName: handler.functionName },
    period: PERIOD,
    statistic: Stats.MAXIMUM,
  });
}

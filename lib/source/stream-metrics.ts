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
    // Lambda's own measure: the stream's mixes in all of its other consumers.
    age: new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'IteratorAge',
      dimensionsMap: { FunctionName: handler.functionName },
      period: PERIOD,
      statistic: Stats.MAXIMUM,
    }),
    ageUnitsPerSecond: 1_000,
    retention: knownRetention(props),
  };
}

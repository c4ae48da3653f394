import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { DEFAULT_RETENTION, knownQueueSettings } from './queue-settings';
import type { QueueSourceProps } from './queue-source';
import type { SourceMetrics } from './source';

/** SQS publishes its metrics once a minute. */
const PERIOD = Duration.minutes(1);

export function queueMetrics(queue: sqs.IQueue, props: QueueSourceProps): SourceMetrics {
  const known = props.queue && knownQueueSettings(props.queue);
  const existing = known && Duration.seconds(known.retentionSeconds);
  return {
    incoming: queue.metricNumberOfMessagesSent({ period: PERIOD, statistic: Stats.SUM }),
    age: queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: Stats.MAXIMUM }),
    ageUnitsPerSecond: 1,
    retention: props.queue ? existing : (props.retention ?? DEFAULT_RETENTION),
  };
}

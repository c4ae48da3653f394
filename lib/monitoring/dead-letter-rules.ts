import { Duration } from 'aws-cdk-lib';
import { type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { DeadLetterConsumer } from '../dead-letters/dead-letter-consumer';
import { type AlarmRule, AlarmSeverity } from './alarm-rule';

/** SQS publishes its metrics once a minute. */
const OF_QUEUE: MetricOptions = { period: Duration.minutes(1), statistic: Stats.MAXIMUM };

/** A dead letter that is still in its queue after so many minutes is not being stored. */
const WAITING_MINUTES = 5;

/** A message that cannot be stored is hidden nearly all the time, and one that nobody takes never: two metrics, two rules. */
export function deadLetterRules(consumer: DeadLetterConsumer): AlarmRule[] {
  const { queue } = consumer;
  const waiting = { threshold: 1, evaluationPeriods: WAITING_MINUTES, severity: AlarmSeverity.CRITICAL };
  return [
    {
      name: 'dead-letters',
      metric: consumer.metricStored(),
      threshold: 1,
      severity: AlarmSeverity.CRITICAL,
      summary: 'Messages went to the dead-letter queue without passing through the pipeline; they are in quarantine.',
      remedy: 'Look for crashes or throttling of the handler, then replay the quarantine.',
    },
    {
      ...waiting,
      name: 'dead-letters-waiting',
      metric: queue.metricApproximateNumberOfMessagesVisible(OF_QUEUE),
      summary: `Nobody has taken the messages in the dead-letter queue for ${WAITING_MINUTES} minutes; in the end they expire there.`,
      remedy: 'See whether the mapping of their consumer is enabled and its function is throttled.',
    },
    {
      ...waiting,
      name: 'dead-letters-unstored',
      metric: queue.metricApproximateNumberOfMessagesNotVisible(OF_QUEUE),
      summary: `Messages of the dead-letter queue could not be stored for ${WAITING_MINUTES} minutes; in the end they expire there.`,
      remedy: 'Read the log of their consumer: it says what the lake answered.',
    },
  ];
}

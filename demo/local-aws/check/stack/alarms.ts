import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { CheckStack } from './check-stack';

const { NOT_BREACHING, BREACHING } = cloudwatch.TreatMissingData;

/** Alarms of every kind on a topic with subscribers of several kinds. */
export function addAlarms(stack: CheckStack): void {
  const topic = addTopic(stack);
  addLocked(stack);
  const open = metric('Open', { period: Duration.seconds(10), statistic: 'max' }).createAlarm(stack, 'Open', {
    alarmDescription: 'breaker open',
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: NOT_BREACHING,
  });
  const silence = metric('Beat', { period: Duration.seconds(10), dimensionsMap: {} }).createAlarm(stack, 'Silence', {
    threshold: 0,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: BREACHING,
  });
  const both = new cloudwatch.CompositeAlarm(stack, 'Both', {
    alarmRule: cloudwatch.AlarmRule.allOf(open, cloudwatch.AlarmRule.fromAlarm(silence, cloudwatch.AlarmState.ALARM)),
  });
  const ratio = addRatioAlarm(stack);
  for (const alarm of [open, both]) {
    alarm.addAlarmAction(new actions.SnsAction(topic));
    alarm.addOkAction(new actions.SnsAction(topic));
  }
  open.addAlarmAction(new actions.LambdaAction(stack.handler('OnAlarm')));
  for (const [name, alarm] of Object.entries({ Open: open, Silence: silence, Both: both, Ratio: ratio })) {
    stack.output(`Alarm${name}`, alarm.alarmName);
  }
}

function metric(metricName: string, props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
  return new cloudwatch.Metric({ namespace: 'Check', metricName, dimensionsMap: { pipe: 'a' }, ...props });
}

function addRatioAlarm(stack: CheckStack): cloudwatch.Alarm {
  const ratio = new cloudwatch.MathExpression({
    expression: 'IF(FILL(errors, 0) / MAX([calls, 1]) > 0.5, 1, 0)',
    period: Duration.minutes(1),
    usingMetrics: { errors: metric('Errors', { statistic: 'sum' }), calls: metric('Calls', { statistic: 'sum' }) },
  });
  return ratio.createAlarm(stack, 'Ratio', {
    threshold: 1,
    evaluationPeriods: 2,
    datapointsToAlarm: 1,
    treatMissingData: NOT_BREACHING,
  });
}

/** An alarm for which its topic may be locked, without a word to the others. */
function addLocked(stack: CheckStack): void {
  const topic = new sns.Topic(stack, 'Locked');
  const alarm = metric('Locked').createAlarm(stack, 'LockedOut', { threshold: 1, evaluationPeriods: 1 });
  alarm.addAlarmAction(new actions.SnsAction(topic));
  stack.output('Locked', topic.topicArn);
  stack.output('LockedOut', alarm.alarmName);
}

function addTopic(stack: CheckStack): sns.Topic {
  stack.key.grantEncryptDecrypt(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
  const topic = new sns.Topic(stack, 'Topic', { masterKey: stack.key, enforceSSL: true });
  topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
  stack.output('Topic', topic.topicArn);
  subscribe(stack, topic, 'Inbox');
  subscribe(stack, topic, 'Urgent', {
    filterPolicy: { level: sns.SubscriptionFilter.stringFilter({ allowlist: ['urgent'] }) },
  });
  subscribe(stack, topic, 'Recovered', {
    filterPolicyWithMessageBody: {
      NewStateValue: sns.FilterOrPolicy.filter(sns.SubscriptionFilter.stringFilter({ allowlist: ['OK'] })),
    },
  });
  topic.addSubscription(new subscriptions.EmailSubscription('nobody@example.com'));
  return topic;
}

function subscribe(
  stack: CheckStack,
  topic: sns.Topic,
  name: string,
  filter: subscriptions.SqsSubscriptionProps = {},
): void {
  const queue = new sqs.Queue(stack, name);
  topic.addSubscription(new subscriptions.SqsSubscription(queue, filter));
  stack.output(name, queue.queueUrl);
}

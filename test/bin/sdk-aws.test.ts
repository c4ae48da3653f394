import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DescribeMapRunCommand, ListMapRunsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { sdkAws } from '../../bin/cli/aws/sdk-aws';
import type { MetricQuery } from '../../bin/cli/host';
import { explain } from '../../bin/cli/explain';
import { sdkError } from './fake-host';

const aws = sdkAws({ region: 'us-east-1' }, {});

const METRIC: MetricQuery = {
  id: 'q',
  namespace: 'Sluice',
  metric: 'Received',
  dimensions: { Pipeline: 'Orders' },
  stat: 'Sum',
  periodSeconds: 60,
};

test('metrics are asked for in calls of at most 500, and pages put together', async () => {
  const cloudwatch = mockClient(CloudWatchClient);
  cloudwatch.on(GetMetricDataCommand).callsFake(({ NextToken, MetricDataQueries }) => ({
    MetricDataResults: [{ Id: MetricDataQueries[0].Id, Values: [NextToken ? 2 : 1] }],
    NextToken: NextToken ? undefined : 'more',
  }));
  const queries = Array.from({ length: 1_001 }, (_, index) => ({ ...METRIC, id: `q${index}` }));
  const values = await aws.metrics(queries, 0, 60_000);
  const sizes = cloudwatch
    .commandCalls(GetMetricDataCommand)
    .map(({ args }) => args[0].input.MetricDataQueries?.length);
  expect(sizes).toEqual([500, 500, 500, 500, 1, 1]);
  expect([values.get('q0'), values.get('q500'), values.get('q1000')]).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
  ]);
  expect(cloudwatch.commandCalls(GetMetricDataCommand)[0]?.args[0].input.MetricDataQueries?.[0]).toEqual({
    Id: 'q0',
    MetricStat: {
      Metric: { Namespace: 'Sluice', MetricName: 'Received', Dimensions: [{ Name: 'Pipeline', Value: 'Orders' }] },
      Stat: 'Sum',
      Period: 60,
    },
  });
});

test('composite alarms are looked for too, and an alarm is set with its reason', async () => {
  const cloudwatch = mockClient(CloudWatchClient);
  cloudwatch
    .on(DescribeAlarmsCommand)
    .resolves({ CompositeAlarms: [{ AlarmName: 'Orders', StateValue: 'ALARM', AlarmActions: ['t'] }] });
  cloudwatch.on(SetAlarmStateCommand).resolves({});
  expect(await aws.ringingAlarms()).toMatchObject([
    { name: 'Orders', state: 'ALARM', alarmActions: ['t'], actionsEnabled: true },
  ]);
  await aws.setAlarmState('Orders', 'OK', 'because');
  expect(cloudwatch.commandCalls(SetAlarmStateCommand)[0]?.args[0].input).toEqual({
    AlarmName: 'Orders',
    StateValue: 'OK',
    StateReason: 'because',
  });
});

test('a subscription without an ARN is not confirmed', async () => {
  const sns = mockClient(SNSClient);
  sns.on(ListSubscriptionsByTopicCommand).resolves({
    Subscriptions: [
      { Protocol: 'email', Endpoint: 'a@b.c', SubscriptionArn: 'PendingConfirmation' },
      { Protocol: 'sqs', Endpoint: 'arn:q', SubscriptionArn: 'arn:aws:sns:us-east-1:1:alerts:1' },
    ],
  });
  expect((await aws.subscriptions('arn:t')).map(({ confirmed }) => confirmed)).toEqual([false, true]);
});

test('an endpoint that knows no map runs has none', async () => {
  const sfn = mockClient(SFNClient);
  sfn.on(ListMapRunsCommand).rejects(sdkError('UnknownOperationException', 'no'));
  expect(await aws.mapRuns('arn:e')).toEqual([]);
  sfn
    .on(ListMapRunsCommand)
    .resolves({ mapRuns: [{ mapRunArn: 'arn:aws:states:r:1:mapRun:m/Objects:id-1' }] as never });
  sfn.on(DescribeMapRunCommand).resolves({ itemCounts: { total: 9, succeeded: 4, failed: 1 } } as never);
  expect(await aws.mapRuns('arn:e')).toEqual([{ id: 'id-1', total: 9, succeeded: 4, failed: 1 }]);
});

describe('a denied call names the statement that would allow it', () => {
  const clients = [
    CloudWatchClient,
    DynamoDBClient,
    S3Client,
    SFNClient,
    SNSClient,
    SQSClient,
    SSMClient,
  ] as unknown as Parameters<typeof mockClient>[0][];
  const queue = 'https://sqs.us-east-1.amazonaws.com/111111111111/orders';
  const machine = 'arn:aws:states:us-east-1:111111111111:stateMachine:replay';
  const topic = 'arn:aws:sns:us-east-1:111111111111:alerts';

  test.each<[string, string, () => Promise<unknown>]>([
    ['ssm:GetParametersByPath', 'arn:aws:ssm:*:*:parameter/sluice/*', () => aws.parameters('/sluice/')],
    ['cloudwatch:GetMetricData', '*', () => aws.metrics([METRIC], 0, 1)],
    ['cloudwatch:DescribeAlarms', '*', () => aws.ringingAlarms()],
    ['cloudwatch:DescribeAlarms', 'arn:aws:cloudwatch:*:*:alarm:down', () => aws.alarm('down')],
    ['cloudwatch:SetAlarmState', 'arn:aws:cloudwatch:*:*:alarm:down', () => aws.setAlarmState('down', 'OK', '')],
    ['cloudwatch:DescribeAlarmHistory', 'arn:aws:cloudwatch:*:*:alarm:down', () => aws.alarmActions('down', 0)],
    ['sqs:GetQueueAttributes', 'arn:aws:sqs:*:111111111111:orders', () => aws.queueDepth(queue)],
    ['dynamodb:GetItem', 'arn:aws:dynamodb:*:*:table/state', () => aws.itemValue('state', { pk: 'x' }, 'value')],
    ['s3:ListBucket', 'arn:aws:s3:::lake', () => aws.objects('lake', '')[Symbol.asyncIterator]().next()],
    ['s3:GetObject', 'arn:aws:s3:::lake/spilled/x', () => aws.objectText('lake', 'spilled/x')],
    ['states:ListExecutions', machine, () => aws.runningExecutions(machine)],
    ['states:StartExecution', machine, () => aws.startExecution(machine, 'run', {})],
    ['states:StopExecution', `${machine}:run`, () => aws.stopExecution(`${machine}:run`, '', '')],
    ['states:RedriveExecution', `${machine}:run`, () => aws.redriveExecution(`${machine}:run`)],
    ['states:DescribeExecution', `${machine}:run`, () => aws.execution(`${machine}:run`)],
    ['sns:ListSubscriptionsByTopic', topic, () => aws.subscriptions(topic)],
    ['sns:Publish', topic, () => aws.publish(topic, '', '')],
  ])('%s on %s', async (Action, Resource, send) => {
    for (const client of clients) mockClient(client).rejects(sdkError('AccessDenied', 'Access Denied'));
    expect(await send().catch(explain)).toMatchObject({
      code: 'ACCESS_DENIED',
      message: `the caller may not ${Action} on ${Resource}`,
      remedies: [`add to the caller's policy: ${JSON.stringify({ Effect: 'Allow', Action, Resource })}`],
    });
  });
});

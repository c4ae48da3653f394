import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { DescribeMapRunCommand, ListMapRunsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { SdkAws } from '../../bin/cli/aws';
import { explain } from '../../bin/cli/explain';
import { sdkError } from './fake-host';

const aws = new SdkAws({ region: 'us-east-1' }, {});

test('metrics are asked for in calls of at most 500, and pages put together', async () => {
  const cloudwatch = mockClient(CloudWatchClient);
  cloudwatch.on(GetMetricDataCommand).callsFake(({ NextToken, MetricDataQueries }) => ({
    MetricDataResults: [{ Id: MetricDataQueries[0].Id, Values: [NextToken ? 2 : 1] }],
    NextToken: NextToken ? undefined : 'more',
  }));
  const queries = Array.from({ length: 1_001 }, (_, index) => ({
    id: `q${index}`,
    namespace: 'Sluice',
    metric: 'Received',
    dimensions: { Pipeline: 'Orders' },
    stat: 'Sum',
    periodSeconds: 60,
  }));
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

test('a call that fails is known by its action and resource', async () => {
  mockClient(S3Client).rejects(sdkError('AccessDenied', 'Access Denied'));
  const error = await aws.objectText('lake', 'spilled/x').catch(explain);
  expect(error).toMatchObject({
    code: 'ACCESS_DENIED',
    message: 'the caller may not s3:GetObject on arn:aws:s3:::lake/spilled/x',
  });
});

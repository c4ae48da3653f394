import assert from 'node:assert/strict';
import * as aws from '../aws';
import { deployment } from '../deployment';
import { until } from '../until';
import type { Checks } from './checks';
import { childrenOf } from './processes';

/** What exists, by kind; what `cdk bootstrap` made and the checks did not is left out. */
async function everything(): Promise<Record<string, readonly unknown[] | undefined>> {
  const alarms = await aws.cloudwatch.describeAlarms({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
  return {
    functions: (await aws.lambda.listFunctions()).Functions,
    mappings: (await aws.lambda.listEventSourceMappings()).EventSourceMappings,
    streams: (await aws.kinesis.listStreams()).StreamNames,
    queues: (await aws.sqs.listQueues()).QueueUrls,
    topics: (await aws.sns.listTopics()).Topics,
    subscriptions: (await aws.sns.listSubscriptions()).Subscriptions,
    tables: (await aws.dynamodb.listTables()).TableNames,
    buckets: (await aws.s3.listBuckets()).Buckets?.map(({ Name = '' }) => Name).filter(
      (name) => !name.startsWith('cdk-'),
    ),
    parameters: (await aws.ssm.getParametersByPath({ Path: '/check', Recursive: true })).Parameters,
    machines: (await aws.sfn.listStateMachines()).stateMachines,
    alarms: [...(alarms.MetricAlarms ?? []), ...(alarms.CompositeAlarms ?? [])],
    dashboards: await dashboards(),
    rules: (await post<{ Rules: unknown[] }>('events', 'AWSEvents.ListRules')).Rules,
    logGroups: (await logGroups()).filter((name) => !name.startsWith('/aws/lambda/')),
  };
}

async function dashboards(): Promise<string[]> {
  const found = aws.cloudwatch.getDashboard({ DashboardName: 'check' });
  return found.then(
    () => ['check'],
    () => [],
  );
}

/** Those that functions made by themselves stay, as on AWS. */
async function logGroups(): Promise<string[]> {
  const { logGroups } = await post<{ logGroups: { logGroupName: string }[] }>(
    'logs',
    'Logs_20140328.DescribeLogGroups',
  );
  return logGroups.map(({ logGroupName }) => logGroupName);
}

async function post<T>(service: string, target: string): Promise<T> {
  const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' };
  const response = await aws.rawRequest(service, '/', { method: 'POST', headers, body: '{}' });
  return (await response.json()) as T;
}

/** In this order. */
export const remains: Checks = {
  async 'met no failure of a mend'() {
    assert.deepEqual(deployment.events('mend-failed'), []);
  },

  async 'leaves nothing behind when the stack is destroyed'() {
    const before = await everything();
    for (const [kind, found] of Object.entries(before)) assert.ok(found?.length, `there were no ${kind}`);
    await deployment.destroy();
    const after = await everything();
    for (const [kind, found] of Object.entries(after)) assert.deepEqual(found ?? [], [], kind);
    await until('the end of the workers', async () => childrenOf(deployment.emulator.pid ?? 0).length <= 1, 5);
  },
};

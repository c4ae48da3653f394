import assert from 'node:assert/strict';
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { cloudwatch, lambda, sqs } from '../aws';
import { invoke } from '../calls';
import { nameOf } from '../deployment';
import { put } from '../records';
import { until } from '../until';
import type { Checks } from './checks';

export const metrics: Checks = {
  async 'reads embedded metrics from logs: dimension sets, arrays, percentiles, seconds'() {
    // Two points of one minute, in different periods of 10 s.
    const minute = Math.floor(Date.now() / 60_000) * 60_000 - 120_000;
    const latencies = Array.from({ length: 100 }, (_, i) => i + 1);
    await embed({ Latency: latencies }, { at: minute + 1_000, sets: [['probe'], ['probe', 'shard']] });
    await embed({ Latency: [1_000] }, { at: minute + 31_000 });
    const StartTime = new Date(minute);
    const EndTime = new Date(minute + 60_000);
    const probe = { probe: 'emf' };
    const one = async (dimensions: Record<string, string>, Stat: string, Period: number) =>
      (await data([stat('m', 'Check', 'Latency', { dimensions, Stat, Period })], { StartTime, EndTime })).get('m');
    assert.deepEqual(await one(probe, 'SampleCount', 60), [101]);
    assert.deepEqual(await one({ ...probe, shard: 's1' }, 'SampleCount', 60), [100]);
    assert.deepEqual(await one(probe, 'SampleCount', 10), [1, 100]);
    const [p99 = 0] = (await one({ ...probe, shard: 's1' }, 'p99', 60)) ?? [];
    assert.ok(p99 > 98.5 && p99 <= 100, `p99 ${p99}`);
    assert.deepEqual(await one({}, 'SampleCount', 60), [], 'a metric without dimensions is another metric');
  },

  async 'evaluates metric math in queries'() {
    await embed({ Good: 6, All: 9 }, { at: Date.now() });
    const dimensions = { probe: 'emf' };
    const found = await data([
      { ...stat('good', 'Check', 'Good', { dimensions }), ReturnData: false },
      { ...stat('all', 'Check', 'All', { dimensions }), ReturnData: false },
      { Id: 'ratio', Expression: '100 * good / all' },
      { Id: 'filled', Expression: 'FILL(good, 0) + 1' },
    ]);
    assert.deepEqual(found.get('ratio')?.map(Math.round), [67]);
    assert.deepEqual(
      [found.get('filled')?.includes(7), found.get('filled')?.includes(1), found.has('good')],
      [true, true, false],
    );
  },

  async 'counts the calls, errors and throttles of a function, whoever made them'() {
    await invoke('Steady', { act: 'throw' });
    const dimensions = { FunctionName: nameOf('Steady') };
    await until('AWS/Lambda', async () => {
      const found = await data(
        ['Invocations', 'Errors', 'Duration', 'ConcurrentExecutions'].map((name) =>
          stat(name.toLowerCase(), 'AWS/Lambda', name, { dimensions }),
        ),
      );
      return (
        sum(found.get('errors')) >= 1 && sum(found.get('invocations')) >= sum(found.get('errors')) && found.size === 4
      );
    });
    const limited = { FunctionName: nameOf('Limited') };
    await lambda.putFunctionConcurrency({ ...limited, ReservedConcurrentExecutions: 0 });
    await assert.rejects(invoke('Limited', { act: 'about' }));
    const throttles = await data([stat('t', 'AWS/Lambda', 'Throttles', { dimensions: limited })]);
    assert.equal(sum(throttles.get('t')), 1);
  },

  async 'measures depth, age and traffic of a queue'() {
    const QueueUrl = nameOf('Measured');
    const dimensions = { QueueName: QueueUrl.split('/').pop() ?? '' };
    const of = async (name: string, Stat: string) =>
      (await data([stat('m', 'AWS/SQS', name, { dimensions, Stat })])).get('m') ?? [];
    const Entries = Array.from({ length: 5 }, (_, i) => ({ Id: `${i}`, MessageBody: 'x' }));
    await sqs.sendMessageBatch({ QueueUrl, Entries });
    await until('age', async () => max(await of('ApproximateAgeOfOldestMessage', 'Maximum')) >= 2);
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 2 });
    await until('in flight', async () => max(await of('ApproximateNumberOfMessagesNotVisible', 'Maximum')) === 2);
    for (const { ReceiptHandle } of Messages) await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
    assert.equal(max(await of('ApproximateNumberOfMessagesVisible', 'Maximum')), 5);
    const traffic = ['NumberOfMessagesSent', 'NumberOfMessagesReceived', 'NumberOfMessagesDeleted'];
    assert.deepEqual(await Promise.all(traffic.map(async (name) => sum(await of(name, 'Sum')))), [5, 2, 2]);
  },

  async 'does not count the move to the dead letters as sent'() {
    const QueueUrl = nameOf('Rejected');
    await sqs.sendMessage({ QueueUrl, MessageBody: 'x' });
    await sqs.receiveMessage({ QueueUrl, VisibilityTimeout: 0 });
    assert.equal((await sqs.receiveMessage({ QueueUrl })).Messages, undefined);
    const dimensions = { QueueName: nameOf('RejectedDead').split('/').pop() ?? '' };
    const depth = [stat('m', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', { dimensions, Stat: 'Maximum' })];
    await until('the dead letter', async () => max((await data(depth)).get('m') ?? []) === 1);
    const sent = await data([stat('m', 'AWS/SQS', 'NumberOfMessagesSent', { dimensions })]);
    assert.deepEqual(sent.get('m'), []);
  },

  async 'measures traffic of a stream and how far its reader is behind'() {
    await put('Lagging', [{ name: 'slow', ms: 4_500 }]);
    const dimensions = { StreamName: nameOf('Lagging') };
    const age = stat('m', 'AWS/Kinesis', 'GetRecords.IteratorAgeMilliseconds', { dimensions, Stat: 'Maximum' });
    await until('iterator age', async () => max((await data([age])).get('m') ?? []) > 2_000);
    const found = await data([
      stat('records', 'AWS/Kinesis', 'IncomingRecords', { dimensions }),
      stat('bytes', 'AWS/Kinesis', 'IncomingBytes', { dimensions }),
    ]);
    const bytes = Buffer.byteLength(JSON.stringify({ name: 'slow', ms: 4_500 }));
    assert.deepEqual([sum(found.get('records')), sum(found.get('bytes'))], [1, bytes]);
    const ofFunction = stat('m', 'AWS/Lambda', 'IteratorAge', { dimensions: { FunctionName: nameOf('OnLagging') } });
    await until('iterator age of the function', async () => sum((await data([ofFunction])).get('m')) > 4_500);
  },
};

interface Embedded {
  readonly at: number;
  readonly sets?: string[][];
}

async function embed(values: Record<string, number | number[]>, { at, sets = [['probe']] }: Embedded): Promise<void> {
  const Metrics = Object.keys(values).map((Name) => ({ Name, StorageResolution: 1 }));
  const _aws = { Timestamp: at, CloudWatchMetrics: [{ Namespace: 'Check', Dimensions: sets, Metrics }] };
  await invoke('Steady', { act: 'log', document: { _aws, probe: 'emf', shard: 's1', ...values } });
}

interface StatOptions {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly Stat?: string;
  readonly Period?: number;
}

function stat(Id: string, Namespace: string, MetricName: string, options: StatOptions): MetricDataQuery {
  const { dimensions, Stat = 'Sum', Period = 60 } = options;
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return { Id, MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat } };
}

/** Values by id, the newest first; of the last five minutes by default. */
async function data(
  MetricDataQueries: MetricDataQuery[],
  range = { StartTime: new Date(Date.now() - 300_000), EndTime: new Date(Date.now() + 60_000) },
): Promise<Map<string, number[]>> {
  const { MetricDataResults = [] } = await cloudwatch.getMetricData({ ...range, MetricDataQueries });
  return new Map(MetricDataResults.map(({ Id, Values }) => [Id ?? '', Values ?? []]));
}

function sum(values: readonly number[] = []): number {
  return values.reduce((total, value) => total + value, 0);
}

function max(values: readonly number[]): number {
  return Math.max(0, ...values);
}

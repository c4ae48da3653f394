import { Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  type IScalingTarget,
  MappingConcurrency,
  ProvisionedConcurrency,
  type RegulatedPipelineProps,
  Regulator,
  StreamShards,
  StreamWarmThroughput,
} from '../../../lib';
import type { RegulatedFlow } from '../../../lib/contract/regulation';
import { consumer, newStack, resourcesOf } from '../stacks';
import { aliasOf, allowedIn, flowsIn, queueMapping, streamMapping } from './flows';

type Options = Partial<RegulatedPipelineProps>;

function regulated(targetsOf: (stack: Stack) => IScalingTarget[], options: Options = {}): Stack {
  const stack = newStack();
  new Regulator(stack, 'Regulator').addPipeline('shop', { targets: targetsOf(stack), ...options });
  return stack;
}

function onlyFlow(stack: Stack): RegulatedFlow {
  const flows = Object.values(flowsIn(stack));
  expect(flows).toHaveLength(1);
  return flows[0];
}

const shards = ({ stream }: { stream: kinesis.IStream }) => new StreamShards({ stream, minimum: 2, maximum: 16 });
const factor = (parts: ReturnType<typeof streamMapping>) =>
  MappingConcurrency.ofStream({ ...parts, minimum: 1, maximum: 10, recordsPerBatchPerSecond: 250 });

/** Where the figures of each target come from. */
const seen = (flow: RegulatedFlow) =>
  Object.fromEntries(
    Object.entries(flow.signals).map(([signal, { namespace, name }]) => [signal, `${namespace} ${name}`]),
  );

const FUNCTION_SIGNALS = {
  busyMillis: 'AWS/Lambda Duration',
  errors: 'AWS/Lambda Errors',
  throttles: 'AWS/Lambda Throttles',
};

describe('the mapping of a queue', () => {
  const stack = regulated((scope) => [MappingConcurrency.ofQueue({ ...queueMapping(scope), minimum: 2, maximum: 60 })]);
  const flow = onlyFlow(stack);

  test('is a flow of workers, within the limits that were stated', () => {
    expect(flow.flow).toBe('shop.maximum-concurrency');
    expect(flow.planner).toEqual({
      kind: 'workers',
      lagObjectiveSeconds: 60,
      periodSeconds: 60,
      actuationSeconds: 60,
      recordsPerWorkerPerSecond: 100,
      minWorkers: 2,
      maxWorkers: 60,
    });
    expect(flow.knobs).toEqual({ workers: { kind: 'maximum-concurrency', mappingId: '<token>' } });
    expect(flow).toMatchObject({ mappingId: '<token>', queueUrl: '<token>' });
    expect(flow).not.toHaveProperty('streamName');
  });

  test('is seen by what SQS and Lambda publish', () =>
    expect(seen(flow)).toEqual({
      ...FUNCTION_SIGNALS,
      arrivals: 'AWS/SQS NumberOfMessagesSent',
      processed: 'AWS/SQS NumberOfMessagesDeleted',
      backlog: 'AWS/SQS ApproximateNumberOfMessagesVisible',
      oldestAgeSeconds: 'AWS/SQS ApproximateAgeOfOldestMessage',
    }));

  test.each([
    ['lambda:GetEventSourceMapping', /event-source-mapping:".*JobsMapping/],
    ['lambda:UpdateEventSourceMapping', /event-source-mapping:".*JobsMapping/],
    ['sqs:GetQueueAttributes', /JobsQueue\w+","Arn/],
  ])('needs %s on what it is about only', (action, resource) => {
    const resources = allowedIn(stack).flatMap(([each, of]) => (each === action ? [JSON.stringify(of)] : []));
    expect(resources).toEqual([expect.stringMatching(resource)]);
  });
});

describe('the mapping of a stream', () => {
  const stack = regulated((scope) => [factor(streamMapping(scope))]);
  const flow = onlyFlow(stack);

  test('is a flow of a stream whose shards are only read', () => {
    expect(flow.planner).toEqual({
      kind: 'stream',
      lagObjectiveSeconds: 60,
      periodSeconds: 60,
      actuationSeconds: 60,
      reshardSeconds: 60,
      recordsPerShardPerSecond: 1_000,
      recordsPerConsumerPerSecond: 250,
      minShards: 1,
      maxShards: 1,
      maxReshardsPerDay: 10,
      minParallelizationFactor: 1,
      maxParallelizationFactor: 10,
    });
    expect(flow.knobs).toEqual({ parallelizationFactor: { kind: 'parallelization-factor', mappingId: '<token>' } });
    expect(flow).toMatchObject({ mappingId: '<token>', streamName: '<token>' });
  });

  test('is seen by its own consumer, in seconds', () => {
    expect(seen(flow)).toEqual({
      ...FUNCTION_SIGNALS,
      arrivals: 'AWS/Kinesis IncomingRecords',
      oldestAgeSeconds: 'AWS/Lambda IteratorAge',
    });
    expect(flow.signals.oldestAgeSeconds).toMatchObject({ factor: 0.001, statistic: 'Maximum', period: 60 });
  });

  test('loses its setting in the template', () => {
    const given = regulated((scope) => [factor(streamMapping(scope, { parallelizationFactor: 3 }))]);
    const [{ Properties }] = Object.values(resourcesOf(given, 'AWS::Lambda::EventSourceMapping'));
    expect(Properties).not.toHaveProperty('ParallelizationFactor');
  });
});

describe('the shards of a stream', () => {
  test('are planned within a budget of changes, with the factor as it is', () => {
    const flow = onlyFlow(
      regulated((scope) => [
        new StreamShards({
          ...streamMapping(scope),
          minimum: 2,
          maximum: 16,
          recordsPerShardPerSecond: 400,
          maxReshardsPerDay: 8,
        }),
      ]),
    );
    expect(flow.planner).toMatchObject({
      minShards: 2,
      maxShards: 16,
      recordsPerShardPerSecond: 400,
      recordsPerConsumerPerSecond: 400,
      maxReshardsPerDay: 8,
      reshardSeconds: 120,
      maxParallelizationFactor: 1,
    });
    expect(flow.knobs).toEqual({ shards: { kind: 'shards', streamName: '<token>' } });
    expect(seen(flow)).toMatchObject({
      oldestAgeSeconds: 'AWS/Kinesis GetRecords.IteratorAgeMilliseconds',
      throttles: 'AWS/Kinesis WriteProvisionedThroughputExceeded',
    });
  });

  test('and its parallelization factor are one flow with two knobs', () => {
    const flow = onlyFlow(
      regulated((scope) => {
        const parts = streamMapping(scope);
        return [shards(parts), factor(parts)];
      }),
    );
    expect(flow.flow).toBe('shop.stream');
    expect(Object.keys(flow.knobs)).toEqual(['shards', 'parallelizationFactor']);
    expect(flow.planner).toMatchObject({
      maxShards: 16,
      maxParallelizationFactor: 10,
      actuationSeconds: 60,
      reshardSeconds: 120,
      recordsPerConsumerPerSecond: 250,
    });
    expect(seen(flow).oldestAgeSeconds).toBe('AWS/Lambda IteratorAge');
  });

  test('stay in the template, which has to say how many a new stream gets', () => {
    const stack = regulated((scope) => [shards(streamMapping(scope))]);
    Template.fromStack(stack).hasResourceProperties('AWS::Kinesis::Stream', { ShardCount: 2 });
  });
});

test('warm throughput is counted in bytes', () => {
  const stack = regulated((scope) => [
    new StreamWarmThroughput({
      stream: new kinesis.Stream(scope, 'Stream', { streamMode: kinesis.StreamMode.ON_DEMAND }),
      minimum: 4,
      maximum: 100,
    }),
  ]);
  const flow = onlyFlow(stack);
  expect(flow.planner).toMatchObject({ kind: 'workers', recordsPerWorkerPerSecond: 1_048_576, maxWorkers: 100 });
  expect(flow.knobs).toEqual({ workers: { kind: 'warm-throughput', streamArn: '<token>' } });
  expect(seen(flow)).toMatchObject({ arrivals: 'AWS/Kinesis IncomingBytes', processed: 'AWS/Kinesis IncomingBytes' });
  expect(allowedIn(stack).map(([action]) => action)).toContain('kinesis:UpdateStreamWarmThroughput');
});

describe('provisioned concurrency', () => {
  const stack = regulated((scope) => [
    new ProvisionedConcurrency({
      alias: aliasOf(scope, { provisionedConcurrentExecutions: 4 }),
      minimum: 1,
      maximum: 20,
    }),
  ]);

  test('is that of an alias', () => {
    const flow = onlyFlow(stack);
    expect(flow.knobs.workers).toEqual({ kind: 'provisioned-concurrency', functionName: '<token>', alias: 'live' });
    expect(seen(flow).utilization).toBe('AWS/Lambda ProvisionedConcurrencyUtilization');
    expect(Object.keys(flow.signals.arrivals?.dimensions ?? {}).sort()).toEqual(['FunctionName', 'Resource']);
  });

  test('is left out of the template, which would set it back with each new version', () => {
    const [{ Properties }] = Object.values(resourcesOf(stack, 'AWS::Lambda::Alias'));
    expect(Properties).not.toHaveProperty('ProvisionedConcurrencyConfig');
  });
});

test('different targets of a pipeline are flows of their own', () => {
  const stack = regulated((scope) => [
    shards(streamMapping(scope)),
    MappingConcurrency.ofQueue({ ...queueMapping(scope), minimum: 2, maximum: 60 }),
    new ProvisionedConcurrency({ alias: aliasOf(scope), minimum: 1, maximum: 20 }),
  ]);
  expect(Object.keys(flowsIn(stack)).sort()).toEqual([
    'shop.maximum-concurrency',
    'shop.provisioned-concurrency',
    'shop.stream',
  ]);
});

test('better metrics take the place of those of the services', () => {
  const processed = new Metric({
    namespace: 'Mine',
    metricName: 'Done',
    dimensionsMap: { Flow: 'jobs' },
    statistic: 'Sum',
    period: Duration.seconds(10),
  });
  const { signals } = onlyFlow(
    regulated((scope) => [MappingConcurrency.ofQueue({ ...queueMapping(scope), minimum: 2, maximum: 60 })], {
      signals: { processed },
    }),
  );
  expect(signals.processed).toEqual({
    namespace: 'Mine',
    name: 'Done',
    dimensions: { Flow: 'jobs' },
    statistic: 'Sum',
    period: 10,
  });
  expect(signals.arrivals).toMatchObject({ namespace: 'AWS/SQS' });
});

describe('what exists already', () => {
  const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111111111111:${resource}`;

  test('is regulated by its ARNs and IDs', () => {
    const stack = regulated((scope) => [
      MappingConcurrency.ofQueue({
        mapping: lambda.EventSourceMapping.fromEventSourceMappingId(scope, 'Mapping', 'a-b-c'),
        queue: sqs.Queue.fromQueueArn(scope, 'Queue', arn('sqs', 'jobs')),
        consumer: lambda.Function.fromFunctionArn(scope, 'Worker', arn('lambda', 'function:worker')),
        minimum: 2,
        maximum: 60,
      }),
      new StreamShards({
        stream: kinesis.Stream.fromStreamArn(scope, 'Stream', arn('kinesis', 'stream/clicks')),
        minimum: 1,
        maximum: 4,
      }),
    ]);
    expect(flowsIn(stack)['shop.maximum-concurrency'].knobs.workers).toMatchObject({ mappingId: 'a-b-c' });
    expect(flowsIn(stack)['shop.stream'].knobs.shards).toEqual({ kind: 'shards', streamName: 'clicks' });
    expect(allowedIn(stack)).toContainEqual(['kinesis:UpdateShardCount', arn('kinesis', 'stream/clicks')]);
  });

  test('also where only the ID of a mapping of this app is at hand', () => {
    const stack = regulated((scope) => {
      const queue = new sqs.Queue(scope, 'Queue');
      const worker = consumer(scope, 'Worker');
      const source = new SqsEventSource(queue, { maxConcurrency: 9 });
      worker.addEventSource(source);
      const mapping = lambda.EventSourceMapping.fromEventSourceMappingId(scope, 'Mapping', source.eventSourceMappingId);
      return [MappingConcurrency.ofQueue({ mapping, queue, consumer: worker, minimum: 2, maximum: 60 })];
    });
    const [{ Properties }] = Object.values(resourcesOf(stack, 'AWS::Lambda::EventSourceMapping'));
    expect(Properties).not.toHaveProperty('ScalingConfig');
  });
});

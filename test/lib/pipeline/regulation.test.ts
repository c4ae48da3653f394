import { Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import {
  DataPipeline,
  type DataPipelineProps,
  FunctionTarget,
  type ISource,
  ProvisionedConcurrency,
  QueueSource,
  RegulationMode,
  Regulator,
  StreamSource,
} from '../../../lib';
import type { RegulatedFlow } from '../../../lib/contract/regulation';
import { aliasOf, flowsIn } from '../scaling/flows';
import { consumer, newStack, resourcesOf, settingsOf } from '../stacks';

type Options = DataPipelineProps['regulation'];

function pipeline(source: ISource, regulation?: Options | ((stack: Stack) => Options), id = 'Orders') {
  const stack = newStack();
  const target = new FunctionTarget(consumer(stack, 'Worker'));
  const options = typeof regulation === 'function' ? regulation(stack) : regulation;
  return { stack, orders: new DataPipeline(stack, id, { source, target, regulation: options }) };
}

const mappingOf = (stack: Stack) => Object.values(resourcesOf(stack, 'AWS::Lambda::EventSourceMapping'))[0].Properties;
const only = (stack: Stack): RegulatedFlow => Object.values(flowsIn(stack))[0];

describe('by default', () => {
  test('a queue is regulated from what Lambda begins with to what it takes', () => {
    const { stack } = pipeline(new QueueSource());
    expect(only(stack)).toMatchObject({
      flow: 'Shop-Orders.maximum-concurrency',
      pipeline: 'Shop-Orders',
      mode: 'act',
      planner: { kind: 'workers', minWorkers: 5, maxWorkers: 1_000 },
    });
    expect(mappingOf(stack)).not.toHaveProperty('ScalingConfig');
  });

  test('a stream is regulated by its parallelization factor, its shards are not', () => {
    const { stack } = pipeline(new StreamSource());
    expect(only(stack).planner).toMatchObject({ minParallelizationFactor: 1, maxParallelizationFactor: 10 });
    expect(Object.keys(only(stack).knobs)).toEqual(['parallelizationFactor']);
    expect(mappingOf(stack)).not.toHaveProperty('ParallelizationFactor');
  });

  test('a stream is seen by what its own handler took', () => {
    const { processed } = only(pipeline(new StreamSource()).stack).signals;
    expect(processed).toMatchObject({
      namespace: 'Sluice',
      name: 'Received',
      dimensions: { Pipeline: 'Shop-Orders' },
      period: 60,
    });
  });

  test('the regulator shares table and alerts with the pipeline', () => {
    const { stack, orders } = pipeline(new QueueSource());
    for (const type of ['AWS::DynamoDB::Table', 'AWS::SNS::Topic']) Template.fromStack(stack).resourceCountIs(type, 1);
    expect(orders.regulator?.monitor).toBeUndefined();
    expect(orders.monitor.alarm('regulator-dead')).toBeDefined();
  });
});

describe('what you state is yours:', () => {
  test.each<[string, ISource, string, unknown]>([
    ['maxConcurrency', new QueueSource({ maxConcurrency: 7 }), 'ScalingConfig', { MaximumConcurrency: 7 }],
    ['parallelizationFactor', new StreamSource({ parallelizationFactor: 4 }), 'ParallelizationFactor', 4],
  ])('%s stays in the template, and nothing regulates it', (_name, source, property, value) => {
    const { stack, orders } = pipeline(source);
    expect(mappingOf(stack)[property]).toEqual(value);
    expect([orders.regulator, flowsIn(stack)]).toEqual([undefined, {}]);
    expect(orders.monitor.alarm('regulator-dead')).toBeUndefined();
  });

  test('unless you state limits for it, too', () => {
    const { stack } = pipeline(new QueueSource({ maxConcurrency: 7 }), { concurrency: { minimum: 2, maximum: 7 } });
    expect(only(stack).planner).toMatchObject({ minWorkers: 2, maxWorkers: 7 });
    expect(mappingOf(stack)).not.toHaveProperty('ScalingConfig');
  });

  test('where decisions are only journalled the template keeps what it says', () => {
    const { stack } = pipeline(new QueueSource({ maxConcurrency: 7 }), {
      mode: RegulationMode.OBSERVE,
      concurrency: { minimum: 2, maximum: 30 },
    });
    expect(only(stack)).toMatchObject({ mode: 'observe', planner: { maxWorkers: 30 } });
    expect(mappingOf(stack).ScalingConfig).toEqual({ MaximumConcurrency: 7 });
  });

  test('no regulation', () => {
    const { stack, orders } = pipeline(new QueueSource(), { enabled: false });
    expect([orders.regulator, flowsIn(stack)]).toEqual([undefined, {}]);
  });
});

test('a FIFO queue goes by its message groups, and is regulated only within limits that are stated', () => {
  expect(flowsIn(pipeline(new QueueSource({ fifo: true })).stack)).toEqual({});
  const { stack } = pipeline(new QueueSource({ fifo: true }), { concurrency: { minimum: 2, maximum: 20 } });
  expect(only(stack).planner).toMatchObject({ minWorkers: 2, maxWorkers: 20 });
});

test('shards are regulated within limits that are stated, together with the factor', () => {
  const { stack } = pipeline(new StreamSource({ shardCount: 2 }), { shards: { minimum: 2, maximum: 16 } });
  expect(only(stack).planner).toMatchObject({ minShards: 2, maxShards: 16, maxParallelizationFactor: 10 });
  expect(Object.keys(only(stack).knobs)).toEqual(['shards', 'parallelizationFactor']);
});

test('more targets are flows of their own', () => {
  const { stack } = pipeline(new QueueSource(), (scope) => ({
    targets: [new ProvisionedConcurrency({ alias: aliasOf(scope), minimum: 1, maximum: 9 })],
  }));
  expect(Object.keys(flowsIn(stack))).toEqual([
    'Shop-Orders.maximum-concurrency',
    'Shop-Orders.provisioned-concurrency',
  ]);
});

test('two pipelines share a regulator, which its own monitor watches', () => {
  const { stack, orders } = pipeline(new QueueSource());
  const target = new FunctionTarget(consumer(stack, 'Other'));
  const returns = new DataPipeline(stack, 'Returns', {
    source: new StreamSource(),
    target,
    regulation: { regulator: orders.regulator },
  });
  expect(returns.regulator).toBe(orders.regulator);
  expect(returns.monitor.alarm('regulator-dead')).toBeUndefined();
  expect(Object.keys(flowsIn(stack))).toEqual(['Shop-Orders.maximum-concurrency', 'Shop-Returns.stream']);
  const functions = Object.keys(resourcesOf(stack, 'AWS::Lambda::Function'));
  expect(functions.filter((id) => id.includes('Regulator'))).toHaveLength(1);
});

describe('arrivals that are told every 10 seconds', () => {
  const arrivals = new Metric({
    namespace: 'Shop',
    metricName: 'Sent',
    statistic: 'Sum',
    period: Duration.seconds(10),
  });
  const { stack } = pipeline(new QueueSource(), { signals: { arrivals } });

  test('make the regulator look as often, at what is told as often', () => {
    const { planner, signals, queueUrl } = only(stack);
    expect(planner.periodSeconds).toBe(10);
    expect(queueUrl).toBeDefined();
    expect(signals).toEqual({
      arrivals: { namespace: 'Shop', name: 'Sent', dimensions: {}, statistic: 'Sum', period: 10 },
      processed: expect.objectContaining({ name: 'Received', period: 10 }),
      busyMillis: expect.objectContaining({ name: 'Busy', statistic: 'Sum', period: 10 }),
    });
  });

  test('make the handler tell by the second', () =>
    expect(settingsOf(stack, /HandlerFunction/)).toMatchObject({ highResolutionMetrics: true }));
});

describe('it is refused', () => {
  test.each<[string, ISource, Options]>([
    [
      'SLUICE_REGULATION] Shop/Orders: shards must be those of a stream as source, got a queue;',
      new QueueSource(),
      { shards: { minimum: 1, maximum: 2 } },
    ],
    [
      'SLUICE_STREAM_MODE',
      new StreamSource({ streamMode: kinesis.StreamMode.ON_DEMAND }),
      { shards: { minimum: 1, maximum: 2 } },
    ],
    ['SLUICE_SCALING_LIMITS', new QueueSource(), { concurrency: { minimum: 0, maximum: 2 } }],
    [
      'shardCount of the stream must be within the limits of its regulation, 2 to 4, got 1;',
      new StreamSource(),
      { shards: { minimum: 2, maximum: 4 } },
    ],
    ['SLUICE_LAG_OBJECTIVE', new QueueSource(), { lagObjective: Duration.seconds(-0) }],
  ])('%s', (message, source, options) => expect(() => pipeline(source, options)).toThrow(message));

  test('two hands on the mapping of a pipeline', () => {
    const { stack, orders } = pipeline(new QueueSource());
    const regulator = new Regulator(stack, 'Second');
    expect(
      () =>
        new DataPipeline(stack, 'Orders2', {
          source: {
            ordered: false,
            bind: () => orders.source,
          },
          target: new FunctionTarget(consumer(stack, 'Third')),
          regulation: { regulator },
        }),
    ).toThrow(/SLUICE_KNOB_TAKEN.*got Shop\/Orders\/Regulated that sets it, too; .*regulation.enabled: false/);
  });

  test('the concurrency of a source that shows neither queue nor stream', () => {
    const queues = new QueueSource();
    const hidden: ISource = {
      ordered: false,
      bind: (scope, handler) => ({ ...queues.bind(scope, handler), queue: undefined }),
    };
    expect(() => pipeline(hidden, { concurrency: { minimum: 2, maximum: 9 } })).toThrow(
      /SLUICE_REGULATION.*concurrency must be that of a queue or stream as source/,
    );
  });
});

import { App, CfnParameter, Duration, Stack, Stage } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  type IScalingTarget,
  MappingConcurrency,
  ProvisionedConcurrency,
  type RegulatedPipelineProps,
  Regulator,
  type ScalingLimits,
  StreamShards,
  StreamWarmThroughput,
} from '../../../lib';
import { newStack, resourcesOf } from '../stacks';
import { aliasOf, flowsIn, queueMapping, streamMapping } from './flows';

const onDemand = (stack: Stack) => new kinesis.Stream(stack, 'OnDemand', { streamMode: kinesis.StreamMode.ON_DEMAND });

/** One target of each kind, with these limits. */
const KINDS: Record<string, (stack: Stack, limits: ScalingLimits) => IScalingTarget> = {
  shards: (stack, limits) => new StreamShards({ stream: new kinesis.Stream(stack, 'Stream'), ...limits }),
  'warm throughput': (stack, limits) => new StreamWarmThroughput({ stream: onDemand(stack), ...limits }),
  'concurrency of a queue': (stack, limits) => MappingConcurrency.ofQueue({ ...queueMapping(stack), ...limits }),
  'parallelization factor': (stack, limits) => MappingConcurrency.ofStream({ ...streamMapping(stack), ...limits }),
  'provisioned concurrency': (stack, limits) => new ProvisionedConcurrency({ alias: aliasOf(stack), ...limits }),
};

function regulate(targetsOf: (stack: Stack) => IScalingTarget[], props: Partial<RegulatedPipelineProps> = {}): Stack {
  const stack = newStack();
  new Regulator(stack, 'Regulator').addPipeline('shop', { targets: targetsOf(stack), ...props });
  return stack;
}

describe.each(Object.entries(KINDS))('limits of %s', (kind, targetOf) => {
  const refusal = (limits: ScalingLimits) => () => regulate((stack) => [targetOf(stack, limits)]);

  test('are refused with a minimum above the maximum', () =>
    expect(refusal({ minimum: 5, maximum: 4 })).toThrow(
      `[SLUICE_SCALING_LIMITS] Shop/Regulator/shop: minimum of ${kind} must be at most the maximum of 4, got 5;`,
    ));

  test.each([0, -1, 1.5, NaN])('are refused with a minimum of %d', (minimum) =>
    expect(refusal({ minimum, maximum: 4 })).toThrow(
      new RegExp(
        `SLUICE_SCALING_LIMITS.*minimum of ${kind} must be a whole number from [12] to [0-9]+, got ${minimum}`,
      ),
    ),
  );

  test.each([0, 1_000_000])('are refused with a maximum of %d', (maximum) =>
    expect(refusal({ minimum: 2, maximum })).toThrow(
      new RegExp(
        `SLUICE_SCALING_LIMITS.*maximum of ${kind} must be a whole number from [12] to [0-9]+, got ${maximum}`,
      ),
    ),
  );

  test('may be known only at deploy', () => {
    const stack = regulate((scope) => {
      const number = new CfnParameter(scope, 'Number', { type: 'Number' }).valueAsNumber;
      return [targetOf(scope, { minimum: number, maximum: number })];
    });
    const [parameter] = Object.values(resourcesOf(stack, 'AWS::SSM::Parameter'));
    expect(JSON.stringify(parameter.Properties.Value).match(/"Ref":"Number"/g)?.length).toBeGreaterThanOrEqual(2);
  });
});

test.each([
  ['concurrency of a queue', 1, 'from 2 to 1000'],
  ['concurrency of a queue', 1_001, 'from 2 to 1000'],
  ['parallelization factor', 11, 'from 1 to 10'],
  ['shards', 10_001, 'from 1 to 10000'],
  ['warm throughput', 10_241, 'from 1 to 10240'],
])('AWS’s limit of %s: %d is refused', (kind, value, range) => {
  const limits = value < 2 ? { minimum: value, maximum: 5 } : { minimum: 2, maximum: value };
  expect(() => regulate((stack) => [KINDS[kind](stack, limits)])).toThrow(`${range}, got ${value}`);
});

test.each<[string, string, (stack: Stack) => IScalingTarget[]]>([
  [
    'a stream in on-demand mode given StreamShards',
    'SLUICE_STREAM_MODE] Shop/Regulator/shop: stream of StreamShards must be in provisioned mode, got Shop/OnDemand in on-demand mode;',
    (stack) => [new StreamShards({ stream: onDemand(stack), minimum: 1, maximum: 4 })],
  ],
  [
    'a stream in provisioned mode given StreamWarmThroughput',
    'SLUICE_STREAM_MODE] Shop/Regulator/shop: stream of StreamWarmThroughput must be in on-demand mode, got Shop/Stream in provisioned mode;',
    (stack) => [new StreamWarmThroughput({ stream: new kinesis.Stream(stack, 'Stream'), minimum: 1, maximum: 4 })],
  ],
  [
    'a new stream outside the limits of its shards',
    'SLUICE_SCALING_LIMITS] Shop/Regulator/shop: shardCount of the stream must be within the limits of its regulation, 4 to 8, got 2;',
    (stack) => [new StreamShards({ ...streamMapping(stack), minimum: 4, maximum: 8 })],
  ],
  [
    'more reshards a day than Kinesis takes',
    'SLUICE_SCALING_LIMITS] Shop/Regulator/shop: maxReshardsPerDay must be a whole number from 1 to 10, got 11;',
    (stack) => [new StreamShards({ ...streamMapping(stack), minimum: 2, maximum: 8, maxReshardsPerDay: 11 })],
  ],
  [
    'a mapping with provisioned pollers',
    'SLUICE_POLLERS] Shop/Regulator/shop: mapping must have no provisioned pollers, got Shop/JobsMapping/Resource with a provisionedPollerConfig;',
    (stack) => {
      const pollers = { provisionedPollerConfig: { minimumPollers: 2, maximumPollers: 20 } };
      const parts = queueMapping(stack);
      (parts.mapping.node.defaultChild as lambda.CfnEventSourceMapping).provisionedPollerConfig =
        pollers.provisionedPollerConfig;
      return [MappingConcurrency.ofQueue({ ...parts, minimum: 2, maximum: 8 })];
    },
  ],
  [
    'more batches than the function may run',
    'SLUICE_SCALING_LIMITS] Shop/Regulator/shop: maximum of concurrency of a queue must be at most the 5 reserved executions of Shop/JobsWorker, got 8;',
    (stack) => {
      const parts = queueMapping(stack);
      (parts.consumer.node.defaultChild as lambda.CfnFunction).reservedConcurrentExecutions = 5;
      return [MappingConcurrency.ofQueue({ ...parts, minimum: 2, maximum: 8 })];
    },
  ],
  [
    'the same kind twice',
    'SLUICE_REGULATION] Shop/Regulator/shop: targets of a pipeline must be of different kinds, got maximum-concurrency twice;',
    (stack) =>
      ['A', 'B'].map((id) => MappingConcurrency.ofQueue({ ...queueMapping(stack, {}, id), minimum: 2, maximum: 8 })),
  ],
  [
    'the two knobs of two streams',
    'SLUICE_REGULATION] Shop/Regulator/shop: shards and parallelization factor must be of one stream, got Shop/AStream and Shop/BStream;',
    (stack) => [
      new StreamShards({ ...streamMapping(stack, {}, 'A'), minimum: 2, maximum: 8 }),
      MappingConcurrency.ofStream({ ...streamMapping(stack, {}, 'B'), minimum: 1, maximum: 10 }),
    ],
  ],
  [
    'no target',
    'SLUICE_REGULATION] Shop/Regulator/shop: targets of a pipeline must be at least one, got none;',
    () => [],
  ],
])('%s is refused', (_what, message, targetsOf) => expect(() => regulate(targetsOf)).toThrow(message));

describe('bad props of a pipeline', () => {
  const targets = (stack: Stack) => [KINDS['concurrency of a queue'](stack, { minimum: 2, maximum: 8 })];
  const expression = new Metric({ namespace: 'Mine', metricName: 'Done', statistic: 'p99' });

  test.each<[string, Partial<RegulatedPipelineProps>]>([
    [
      'SLUICE_LAG_OBJECTIVE.*lagObjective must be a whole number from 1 to 86400 seconds, got 0',
      { lagObjective: Duration.seconds(0) },
    ],
    ['SLUICE_LAG_OBJECTIVE.*got 172800 seconds', { lagObjective: Duration.days(2) }],
    [
      'SLUICE_TOKEN.*lagObjective must be known',
      { lagObjective: Duration.seconds(new CfnParameter(new Stack(), 'Number', { type: 'Number' }).valueAsNumber) },
    ],
    [
      "SLUICE_QUIET_HOURS.*from of quietHours must be a time like 22:30, got '24:00'",
      { quietHours: [{ from: '24:00', to: '06:00' }] },
    ],
    [
      "SLUICE_QUIET_HOURS.*to of quietHours must be a time like 22:30, got '6'",
      { quietHours: [{ from: '22:00', to: '6' }] },
    ],
    [
      'SLUICE_REGULATION.*signal processed must be a metric with the statistic Sum, Average, Maximum, got the statistic p99',
      { signals: { processed: expression } },
    ],
  ])('%s', (message, props) => expect(() => regulate(targets, props)).toThrow(new RegExp(message)));

  test('a name that is no name is refused', () =>
    expect(() => new Regulator(newStack(), 'Regulator').addPipeline('a b', { targets: [] })).toThrow(
      "SLUICE_PIPELINE_NAME] Shop/Regulator: name of a pipeline must be a plain name, got 'a b'",
    ));

  test('a regulator’s own, too', () =>
    expect(() => new Regulator(newStack(), 'Regulator', { regulatorName: 'x/y' })).toThrow(
      "SLUICE_PIPELINE_NAME] Shop/Regulator: regulatorName must be a plain name, got 'x/y'",
    ));

  test('a name is taken once', () => {
    const stack = newStack();
    const regulator = new Regulator(stack, 'Regulator');
    const add = (id: string) =>
      regulator.addPipeline('jobs', {
        targets: [MappingConcurrency.ofQueue({ ...queueMapping(stack, {}, id), minimum: 2, maximum: 8 })],
      });
    add('A');
    expect(() => add('B')).toThrow(/SLUICE_REGULATION.*must be unique within a regulator.*got 'jobs'/);
  });
});

describe('one knob has one regulator:', () => {
  const STREAM = 'arn:aws:kinesis:eu-west-1:111111111111:stream/clicks';
  const importedShards = (scope: Stack, id: string, arn = STREAM) =>
    new StreamShards({ stream: kinesis.Stream.fromStreamArn(scope, id, arn), minimum: 1, maximum: 4 });
  const twice = (stack: Stack, targetOf: (id: string) => IScalingTarget) => () =>
    ['One', 'Two'].forEach((id) => new Regulator(stack, id).addPipeline(id, { targets: [targetOf(id)] }));

  test('a stream of the app has it', () => {
    const stack = newStack();
    const { stream } = streamMapping(stack);
    expect(twice(stack, () => new StreamShards({ stream, minimum: 1, maximum: 4 }))).toThrow(
      '[SLUICE_KNOB_TAKEN] Shop/Two/Two: shards of Shop/ClicksStream must be set from one side, got Shop/One/One that sets it, too;',
    );
  });

  test('a stream that is imported twice has it', () => {
    const stack = newStack();
    expect(twice(stack, (id) => importedShards(stack, id === 'One' ? 'A' : 'B'))).toThrow('SLUICE_KNOB_TAKEN');
  });

  test('a mapping has it, also by its ID alone', () => {
    const stack = newStack();
    const { mapping, ...parts } = queueMapping(stack);
    const again = lambda.EventSourceMapping.fromEventSourceMappingId(stack, 'Again', mapping.eventSourceMappingId);
    const limits = { minimum: 2, maximum: 8 };
    const targetOf = (id: string) =>
      MappingConcurrency.ofQueue({ ...parts, ...limits, mapping: id === 'One' ? mapping : again });
    expect(twice(stack, targetOf)).toThrow(/SLUICE_KNOB_TAKEN.*maximum-concurrency of Shop\/JobsQueue/);
  });

  test('an alias has it', () => {
    const stack = newStack();
    const alias = aliasOf(stack);
    expect(twice(stack, () => new ProvisionedConcurrency({ alias, minimum: 1, maximum: 8 }))).toThrow(
      'SLUICE_KNOB_TAKEN',
    );
  });

  test('two stages without an account have it each', () => {
    const app = new App();
    const regulateIn = (id: string) => {
      const stack = new Stack(new Stage(app, id), 'Shop');
      const arn = stack.formatArn({ service: 'kinesis', resource: 'stream', resourceName: 'clicks' });
      new Regulator(stack, 'Regulator').addPipeline('clicks', { targets: [importedShards(stack, 'Stream', arn)] });
      return stack;
    };
    expect([regulateIn('Beta'), regulateIn('Prod')].map((stack) => Object.keys(flowsIn(stack)))).toEqual([
      ['clicks.stream'],
      ['clicks.stream'],
    ]);
  });

  test('two consumers of a stream are two knobs', () => {
    const stack = newStack();
    const { stream, mapping, consumer } = streamMapping(stack);
    const other = new lambda.EventSourceMapping(stack, 'Other', {
      target: consumer,
      eventSourceArn: stream.streamArn,
      startingPosition: lambda.StartingPosition.LATEST,
    });
    const targetOf = (id: string) =>
      MappingConcurrency.ofStream({
        stream,
        consumer,
        mapping: id === 'One' ? mapping : other,
        minimum: 1,
        maximum: 10,
      });
    expect(twice(stack, targetOf)).not.toThrow();
  });

  test('and no other autoscaling beside it', () => {
    const stack = newStack();
    const alias = aliasOf(stack);
    const target = new ProvisionedConcurrency({ alias, minimum: 1, maximum: 8 });
    new Regulator(stack, 'Regulator').addPipeline('api', { targets: [target] });
    alias.addAutoScaling({ maxCapacity: 10 });
    expect(() => (stack.node.root as App).synth()).toThrow(/SLUICE_KNOB_TAKEN.*got Shop\/ApiAlias with addAutoScaling/);
  });
});

test('what is regulated must be of the regulator’s region', () => {
  const stack = new Stack(new App(), 'Shop', { env: { account: '111111111111', region: 'eu-west-1' } });
  const queue = sqs.Queue.fromQueueArn(stack, 'Far', 'arn:aws:sqs:us-east-1:111111111111:jobs');
  const target = MappingConcurrency.ofQueue({ ...queueMapping(stack), queue, minimum: 2, maximum: 8 });
  expect(() => new Regulator(stack, 'Regulator').addPipeline('jobs', { targets: [target] })).toThrow(
    /SLUICE_REGION.*target maximum-concurrency must be in region eu-west-1, got Shop\/Far in us-east-1/,
  );
});

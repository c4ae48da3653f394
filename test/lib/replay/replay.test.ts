import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { DataPipeline, FunctionTarget, Replay, type ReplayProps, ReprocessingBuffer, StreamSource } from '../../../lib';
import { LANE_START, wholePrefix } from '../../../lib/contract/replay';
import { consumer, INIT_FLAGS, newStack, resourcesOf } from '../stacks';

function build(props: Partial<ReplayProps> = {}, context?: Record<string, unknown>) {
  const stack = newStack(context);
  const replay = new Replay(stack, 'Replay', { target: new FunctionTarget(consumer(stack, 'Worker')), ...props });
  return { stack, replay };
}

function definition(context?: Record<string, unknown>) {
  const [machine] = Object.values(resourcesOf(build({}, context).stack, 'AWS::StepFunctions::StateMachine'));
  const parts: unknown[] = machine.Properties.DefinitionString['Fn::Join'][1];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'TOKEN')).join(''));
}

describe.each([
  ['no feature flags', undefined],
  ['the flags of a new project', INIT_FLAGS],
])('the state machine, with %s', (_name, context) => {
  const { Objects: map } = definition(context).States;

  test('hands the worker each object with all of the input', () => {
    const fields = Object.keys(wholePrefix('spilled/', 'operator'));
    for (const field of fields) expect(map.ItemSelector[`${field}.$`]).toBe(`$.${field}`);
    expect(map.ItemSelector['key.$']).toBe('$$.Map.Item.Value.Key');
    expect(Object.keys(map.ItemSelector)).toHaveLength(fields.length + 1);
  });

  test('fills in what its input leaves out: an empty one replays all that was spilled', () => {
    const { Given, Input, InOrder } = definition(context).States;
    const { lane, ...defaults } = Given.Parameters.defaults;
    expect(defaults).toEqual(wholePrefix('spilled/Shop-Replay/', 'operator'));
    expect(lane).toEqual(LANE_START);
    expect(Input.Parameters['input.$']).toBe('States.JsonMerge($.defaults, $.given, false)');
    expect([Given.Next, Input.Next, Input.OutputPath]).toEqual(['Input', 'InOrder', '$.input']);
    expect(InOrder.Default).toBe('Objects');
  });

  test('in order, calls one worker after the other until all is done, and waits behind what stays', () => {
    const { InOrder, ReplayNext, More, HeldUp, Done } = definition(context).States;
    expect(InOrder.Choices).toEqual([{ Variable: '$.ordered', BooleanEquals: true, Next: 'ReplayNext' }]);
    expect(ReplayNext).toMatchObject({ ResultPath: '$.lane', Next: 'More' });
    expect(More.Choices).toEqual([
      { Variable: '$.lane.state', StringEquals: 'goes-on', Next: 'ReplayNext' },
      { Variable: '$.lane.state', StringEquals: 'waits', Next: 'HeldUp' },
    ]);
    expect([HeldUp.Next, More.Default, Done.Type]).toEqual(['ReplayNext', 'Done', 'Succeed']);
  });

  test('reads the prefix and the concurrency from its input', () => {
    expect(map.ItemReader.Parameters['Prefix.$']).toBe('$.prefix');
    expect(map.MaxConcurrencyPath).toBe('$.concurrency');
    expect(map.ItemProcessor.ProcessorConfig.Mode).toBe('DISTRIBUTED');
  });

  test('goes on when an object fails, and keeps the results out of its own size limit', () => {
    expect(map.ToleratedFailurePercentage).toBe(100);
    expect(map.ResultWriter.Parameters.Prefix).toBe('replay-runs/Shop-Replay');
  });

  test('waits with growing pauses while live traffic has the concurrency', () => {
    const [retry] = map.ItemProcessor.States.ReplayObject.Retry;
    expect(retry.ErrorEquals).toContain('Lambda.TooManyRequestsException');
    expect(retry).toMatchObject({ JitterStrategy: 'FULL', BackoffRate: 2 });
  });
});

test('the sweeper tells the worker which state machine to start, without a cycle', () => {
  const { stack } = build();
  const [rule] = Object.values(resourcesOf(stack, 'AWS::Events::Rule'));
  expect(rule.Properties.ScheduleExpression).toBe('rate(1 minute)');
  const input = JSON.stringify(rule.Properties.Targets[0].Input);
  expect(input).toContain('sweep');
  expect(input).toContain('spilled/Shop-Replay/');
});

test('the sweeper looks after what Lambda gives up on too, per mapping', () => {
  const stack = newStack();
  new DataPipeline(stack, 'Clicks', {
    source: new StreamSource(),
    target: new FunctionTarget(consumer(stack, 'Worker')),
  });
  const [mapping] = Object.keys(resourcesOf(stack, 'AWS::Lambda::EventSourceMapping'));
  const [rule] = Object.values(resourcesOf(stack, 'AWS::Events::Rule'));
  const parts: unknown[] = rule.Properties.Targets[0].Input['Fn::Join'][1];
  const at = parts.findIndex((part) => typeof part === 'string' && part.endsWith('aws/lambda/'));
  expect(parts[at + 1]).toEqual({ Ref: mapping });
});

describe('giving way to live traffic', () => {
  const lag = new Metric({
    namespace: 'AWS/SQS',
    metricName: 'ApproximateAgeOfOldestMessage',
    dimensionsMap: { QueueName: 'orders' },
    statistic: 'Maximum',
  });

  test('is the sweeper’s, which is told by what, and may set the width of this machine’s map runs alone', () => {
    const { stack, replay } = build();
    replay.yieldTo(lag, Duration.seconds(30));
    const [rule] = Object.values(resourcesOf(stack, 'AWS::Events::Rule'));
    const input = JSON.stringify(rule.Properties.Targets[0].Input).replaceAll('\\', '');
    const told = { namespace: 'AWS/SQS', name: 'ApproximateAgeOfOldestMessage', dimensions: { QueueName: 'orders' } };
    expect(input).toContain(`"liveLag":${JSON.stringify({ ...told, unitsPerSecond: 1, objectiveSeconds: 30 })}`);
    const statements = Object.values(resourcesOf(stack, 'AWS::IAM::Policy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    const update = statements.find(({ Action }) => [Action].flat().includes('states:UpdateMapRun'));
    expect(JSON.stringify(update.Resource)).toMatch(/:mapRun:.*StateMachine.*Name.*\/\*/);
  });

  test('is refused by an expression, and without the sweep', () => {
    const sum = new MathExpression({ expression: 'a + 1', usingMetrics: { a: lag } });
    expect(() => build().replay.yieldTo(sum, Duration.minutes(1))).toThrow('SLUICE_REPLAY');
    expect(() => build({ sweep: false }).replay.yieldTo(lag, Duration.minutes(1))).toThrow('SLUICE_REPLAY');
  });

  test('is what a pipeline’s replay does, by the age of what waits in its source', () => {
    const stack = newStack();
    const target = new FunctionTarget(consumer(stack, 'Worker'));
    new DataPipeline(stack, 'Clicks', { source: new StreamSource(), target });
    const rules = JSON.stringify(resourcesOf(stack, 'AWS::Events::Rule')).replaceAll('\\', '');
    expect(rules).toContain('"name":"IteratorAge"');
    expect(rules).toContain('"unitsPerSecond":1000,"objectiveSeconds":60');
  });
});

test('the sweeper can be switched off', () =>
  Template.fromStack(build({ sweep: false }).stack).resourceCountIs('AWS::Events::Rule', 0));

test('listing is limited to the folders of the pipeline', () => {
  const statements = Object.values(resourcesOf(build().stack, 'AWS::IAM::Policy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );
  const lists = statements.filter(({ Action }) => Action === 's3:ListBucket');
  expect(lists).toHaveLength(2);
  for (const { Condition } of lists) {
    const { 's3:prefix': prefixes } = Condition.StringLike ?? Condition.StringLikeIfExists;
    expect(prefixes).toContain('spilled/Shop-Replay/*');
    expect(prefixes).not.toContain('*');
  }
});

test('alone it serves an existing bucket', () => {
  const stack = newStack();
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'mine');
  const target = new FunctionTarget(consumer(stack, 'Worker'));
  const replay = new Replay(stack, 'Replay', { bucket, target, pipelineName: 'orders' });
  expect(replay.buffer.bucket).toBe(bucket);
  Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 0);
});

test('a buffer and a bucket together are refused', () => {
  const stack = newStack();
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'mine');
  const buffer = new ReprocessingBuffer(stack, 'Buffer');
  const target = new FunctionTarget(consumer(stack, 'Worker'));
  expect(() => new Replay(stack, 'Replay', { bucket, buffer, target })).toThrow('SLUICE_BUFFER');
});

test('state machines log where the policy of the account has room for all of them, each for itself', () => {
  const stack = newStack();
  const target = new FunctionTarget(consumer(stack, 'Worker'));
  for (const id of ['One', 'Two']) new Replay(stack, id, { target });
  const names = Object.values(resourcesOf(stack, 'AWS::Logs::LogGroup')).flatMap(
    ({ Properties }) => Properties.LogGroupName ?? [],
  );
  expect(names.sort()).toEqual(['/aws/vendedlogs/states/Shop-One', '/aws/vendedlogs/states/Shop-Two']);
});

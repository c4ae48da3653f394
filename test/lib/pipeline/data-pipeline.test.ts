import { type CfnElement, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  DataPipeline,
  type DataPipelineProps,
  FunctionTarget,
  type ISource,
  QueueSource,
  QueueTarget,
  StreamSource,
} from '../../../lib';
import { consumer, newStack, settingsOf } from '../stacks';

function orders(stack: Stack, props: Partial<DataPipelineProps> = {}, id = 'Orders'): DataPipeline {
  return new DataPipeline(stack, id, {
    source: new QueueSource(),
    target: new FunctionTarget(consumer(stack, `${id}Primary`)),
    fallback: new FunctionTarget(consumer(stack, `${id}Standby`)),
    ...props,
  });
}

describe('a pipeline with defaults', () => {
  const stack = newStack();
  const pipeline = orders(stack);
  const template = Template.fromStack(stack);

  test.each([
    ['AWS::SQS::Queue', 2],
    ['AWS::S3::Bucket', 1],
    ['AWS::KMS::Key', 1],
    ['AWS::DynamoDB::Table', 1],
    ['AWS::SNS::Topic', 1],
    ['AWS::StepFunctions::StateMachine', 1],
    ['AWS::Events::Rule', 2],
    ['AWS::CloudWatch::Dashboard', 1],
    ['AWS::SSM::Parameter', 2],
    ['AWS::Lambda::EventSourceMapping', 2],
  ])('has its %s: %d', (type, count) => template.resourceCountIs(type, count));

  test('is named after stack and path', () => expect(pipeline.pipelineName).toBe('Shop-Orders'));

  test('describes itself to the CLI', () =>
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/sluice/Shop-Orders' }));

  test('traces all functions on the way of a record, and the state machine', () => {
    const active = { TracingConfig: { Mode: 'Active' }, Runtime: 'nodejs24.x', LoggingConfig: { LogFormat: 'Text' } };
    template.resourcePropertiesCountIs('AWS::Lambda::Function', active, 3);
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', { TracingConfiguration: { Enabled: true } });
  });

  test('tells the failover handler all that it needs to know', () =>
    expect(settingsOf(stack, /HandlerFunction/)).toEqual({
      pipeline: 'Shop-Orders',
      primary: { kind: 'function', functionArn: '<token>' },
      fallback: { kind: 'function', functionArn: '<token>' },
      bucket: '<token>',
      stateTable: '<token>',
      breaker: { failuresToOpen: 3, coolDownMillis: 10_000, maxCoolDownMillis: 120_000, permitMillis: 10_000 },
      maxReplays: 5,
      ordered: false,
      maxReceives: 10,
      archive: true,
      replayStateMachineArn: '<token>',
    }));

  test('gives no resource a physical name but the address of its directory entry', () => {
    const names = [
      'QueueName',
      'BucketName',
      'TableName',
      'TopicName',
      'FunctionName',
      'StateMachineName',
      'AlarmName',
    ];
    for (const [id, { Type, Properties }] of Object.entries(template.toJSON().Resources as Record<string, never>)) {
      // These name the function that they belong to.
      if (/^AWS::Lambda::(EventSourceMapping|EventInvokeConfig|Permission)$/.test(Type)) continue;
      expect([id, Object.keys(Properties ?? {}).filter((name) => names.includes(name))]).toEqual([id, []]);
    }
  });

  test('keeps what holds data when it leaves the stack', () => {
    for (const type of ['AWS::SQS::Queue', 'AWS::S3::Bucket', 'AWS::KMS::Key']) {
      template.allResources(type, { DeletionPolicy: 'Retain' });
    }
  });

  test('warns that nobody is told of alarms', () =>
    Annotations.fromStack(stack).hasWarning('/Shop/Orders/Alerts', Match.stringLikeRegexp('nobody is told')));
});

test('the user code for queue, function, fallback, archive, dead letters, alarms, SNS, dashboard and tracing is under 10 lines', () => {
  const stack = newStack();
  const worker = consumer(stack, 'Worker');
  const standby = consumer(stack, 'Standby');
  new DataPipeline(stack, 'Orders', {
    source: new QueueSource(),
    target: new FunctionTarget(worker),
    fallback: new FunctionTarget(standby),
    alertEmails: ['ops@example.com'],
  });
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  Template.fromStack(stack).hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email' });
});

test('removalPolicy reaches queue, bucket and key', () => {
  const stack = newStack();
  orders(stack, { removalPolicy: RemovalPolicy.DESTROY });
  for (const type of ['AWS::SQS::Queue', 'AWS::S3::Bucket', 'AWS::KMS::Key']) {
    Template.fromStack(stack).allResources(type, { DeletionPolicy: 'Delete' });
  }
});

test('parts that are given are used, not created', () => {
  const stack = newStack();
  const first = orders(stack);
  const second = orders(
    stack,
    { buffer: first.buffer, stateTable: first.stateTable, alertTopic: first.alerts.topic },
    'Returns',
  );
  const template = Template.fromStack(stack);
  for (const type of ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::SNS::Topic', 'AWS::KMS::Key']) {
    template.resourceCountIs(type, 1);
  }
  expect(second.encryptionKey).toBeUndefined();
});

test('a stream pipeline is ordered, and says so to handler and replay', () => {
  const stack = newStack();
  orders(stack, { source: new StreamSource() });
  expect(settingsOf(stack, /HandlerFunction/)).toMatchObject({ ordered: true });
  expect(settingsOf(stack, /HandlerFunction/)).not.toHaveProperty('maxReceives');
  expect(settingsOf(stack, /ReplayFunction/)).toMatchObject({ ordered: true, archive: false });
});

test('an alarm resolution below a minute makes handlers publish by the second', () => {
  const stack = newStack();
  orders(stack, { monitoring: { resolution: Duration.seconds(10) } });
  expect(settingsOf(stack, /HandlerFunction/)).toMatchObject({ highResolutionMetrics: true });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'BreakerOpen', Period: 10 });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/SQS',
    Period: 60,
  });
});

test.each([5, 15, 45, 90, 0])('an alarm resolution of %d seconds is refused', (seconds) =>
  expect(() => orders(newStack(), { monitoring: { resolution: Duration.seconds(seconds) } })).toThrow(
    /^\[SLUICE_ALARM_RESOLUTION] Shop\/Orders: resolution must be 10, 20, 30 or a multiple of 60 seconds, got/,
  ),
);

test.each(['', 'a b', 'x/y', 'é', 'n'.repeat(101)])('pipelineName %p is refused', (pipelineName) =>
  expect(() => orders(newStack(), { pipelineName })).toThrow('SLUICE_PIPELINE_NAME'),
);

test('a long path still makes a valid, unique name', () => {
  const stack = newStack();
  const [a, b] = ['A', 'B'].map((end) => orders(stack, {}, `${'Long'.repeat(40)}${end}`).pipelineName);
  expect(a).toMatch(/^[A-Za-z0-9._-]{100}$/);
  expect(a).not.toBe(b);
});

describe('loops are refused', () => {
  const refused = /SLUICE_RECURSION] Shop\/Orders\/Handler: target must not be the source/;

  test('target = source, the same construct', () => {
    const stack = newStack();
    const queue = new sqs.Queue(stack, 'Queue', { visibilityTimeout: Duration.minutes(6) });
    const props = { source: new QueueSource({ queue }), target: new QueueTarget(queue) };
    expect(() => orders(stack, props)).toThrow(refused);
  });

  test('fallback = source, imported twice', () => {
    const stack = newStack();
    const arn = 'arn:aws:sqs:eu-west-1:111111111111:orders';
    const [queue, again] = ['One', 'Two'].map((id) => sqs.Queue.fromQueueArn(stack, id, arn));
    const props = { source: new QueueSource({ queue }), fallback: new QueueTarget(again) };
    expect(() => orders(stack, props)).toThrow(refused);
  });

  test('fallback = target', () => {
    const stack = newStack();
    const worker = consumer(stack, 'Worker');
    const props = { target: new FunctionTarget(worker), fallback: new FunctionTarget(worker) };
    expect(() => orders(stack, props)).toThrow(/SLUICE_SAME_TARGET.*got Shop\/Worker for both/);
  });
});

test('a source of somebody else serves a pipeline, but cannot be sent to', () => {
  const queues = new QueueSource();
  const source: ISource = {
    ordered: false,
    bind: (scope, handler) => ({ ...queues.bind(scope, handler), queue: undefined }),
  };
  const stack = newStack();
  const pipeline = orders(stack, { source });
  Template.fromStack(stack).resourcePropertiesCountIs(
    'AWS::Lambda::EventSourceMapping',
    { FunctionName: { Ref: stack.getLogicalId(pipeline.handler.function.node.defaultChild as CfnElement) } },
    1,
  );
  expect(() => pipeline.grantSend(pipeline.handler.function)).toThrow(/SLUICE_SOURCE.*must be a queue or stream/);
});

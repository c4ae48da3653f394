import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import {
  type BreakerOptions,
  FailoverHandler,
  type FailoverHandlerProps,
  FunctionTarget,
  QueueSource,
  Replay,
} from '../../../lib';
import { consumer, newStack, settingsOf } from '../stacks';

function build(props: Partial<FailoverHandlerProps> = {}) {
  const stack = newStack();
  const handler = new FailoverHandler(stack, 'Handler', {
    target: new FunctionTarget(consumer(stack, 'Worker')),
    ...props,
  });
  return { stack, handler };
}

test('alone it brings a buffer and a state table along', () => {
  const template = Template.fromStack(build().stack);
  template.resourceCountIs('AWS::S3::Bucket', 1);
  template.hasResourceProperties('AWS::DynamoDB::Table', {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  });
});

test('it uses the state table item by item', () =>
  Template.fromStack(build().stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        }),
      ]),
    },
  }));

test('runtime, memory, timeout and processor can be chosen', () => {
  const { stack } = build({
    runtime: lambda.Runtime.NODEJS_24_X,
    memorySize: 1_024,
    timeout: Duration.seconds(5),
    architecture: lambda.Architecture.X86_64,
  });
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    MemorySize: 1_024,
    Timeout: 5,
    Architectures: ['x86_64'],
  });
});

test('the archive can be switched off', () =>
  expect(settingsOf(build({ archive: false }).stack, /HandlerFunction/)).toMatchObject({ archive: false }));

test('a permit lasts no longer than its holder can live', () => {
  const { stack } = build({ timeout: Duration.seconds(5) });
  expect(settingsOf(stack, /HandlerFunction/)).toMatchObject({ breaker: { permitMillis: 5_000 } });
});

test('several sources may feed it; the strictest receive limit counts', () => {
  const { stack, handler } = build();
  handler.consume(new QueueSource({ maxReceiveCount: 9 }));
  handler.consume(new QueueSource({ maxReceiveCount: 7, fifo: true }));
  expect(settingsOf(stack, /HandlerFunction/)).toMatchObject({ maxReceives: 7, ordered: true });
});

test('it may start the replay that it is given', () => {
  const { stack, handler } = build();
  const target = new FunctionTarget(consumer(stack, 'Other'));
  const replay = new Replay(stack, 'Replay', { target, buffer: handler.buffer });
  new FailoverHandler(stack, 'Second', { target, buffer: handler.buffer, replay });
  expect(settingsOf(stack, /SecondFunction/)).toMatchObject({ replayStateMachineArn: '<token>' });
  expect(settingsOf(stack, /HandlerFunction/)).not.toHaveProperty('replayStateMachineArn');
});

test.each<[string, BreakerOptions, RegExp]>([
  ['no failures', { failuresToOpen: 0 }, /failuresToOpen must be a whole number from 1 to 5, got 0/],
  ['no pause', { coolDown: Duration.seconds(0) }, /coolDown .* from 1 to 3600 seconds, got 0 seconds/],
  [
    'a longest pause below the first',
    { coolDown: Duration.seconds(60), maxCoolDown: Duration.seconds(30) },
    /maxCoolDown must be at least the coolDown of 60 seconds, got 30 seconds/,
  ],
  [
    'calls that are never slow',
    { slowCall: Duration.minutes(16) },
    /slowCall .* from 1 to 900 seconds, got 960 seconds/,
  ],
])('a breaker with %s is refused', (_name, breaker, message) => {
  expect(() => build({ breaker })).toThrow(message);
  expect(() => build({ breaker })).toThrow('SLUICE_BREAKER');
});

test('a first pause above 2 minutes is the longest one too', () =>
  expect(settingsOf(build({ breaker: { coolDown: Duration.minutes(5) } }).stack, /HandlerFunction/)).toMatchObject({
    breaker: { coolDownMillis: 300_000, maxCoolDownMillis: 300_000 },
  }));

test('a slow call is told to the handler, which knows how long one is where nothing is said', () => {
  const breakerOf = (breaker: BreakerOptions): unknown =>
    settingsOf(build({ breaker }).stack, /HandlerFunction/).breaker;
  expect(breakerOf({ slowCall: Duration.seconds(20) })).toMatchObject({ slowCallMillis: 20_000 });
  expect(breakerOf({})).not.toHaveProperty('slowCallMillis');
});

test.each([
  [{ timeout: Duration.seconds(901) }, 'SLUICE_TIMEOUT'],
  [{ maxReplays: 0 }, 'SLUICE_MAX_REPLAYS'],
])('%p is refused', (props, code) => expect(() => build(props)).toThrow(code));

import { Duration, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { FailoverHandler, FunctionTarget, QueueSource, type QueueSourceProps, QueueTarget } from '../../../lib';
import * as fc from 'fast-check';
import { consumer, newStack, settingsOf } from '../stacks';

function consume(props: QueueSourceProps = {}, stack: Stack = newStack(), timeout?: Duration): Stack {
  const target = new FunctionTarget(consumer(stack, 'Worker'));
  new FailoverHandler(stack, 'Handler', { target, timeout }).consume(new QueueSource(props));
  return stack;
}

const mapping = (stack: Stack, properties: object) =>
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventSourceMapping', properties);

describe('a new queue', () => {
  const template = Template.fromStack(consume());

  test('is encrypted, accepts TLS only, and dead-letters after 10 receives', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 345_600,
      RedrivePolicy: { maxReceiveCount: 10 },
    });
    template.resourceCountIs('AWS::SQS::QueuePolicy', 2);
  });

  test('keeps dead letters longer than messages', () =>
    template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 1_209_600 }));

  test('hides messages for 6 timeouts and the window', () =>
    template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 361 }));

  test('is read in batches of 100 with a window, reported message by message', () =>
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: Match.absent(),
    }));
});

test('a FIFO queue is read in batches of 10 without a window, and is ordered', () => {
  const stack = consume({ fifo: true });
  mapping(stack, { BatchSize: 10, MaximumBatchingWindowInSeconds: Match.absent() });
  Template.fromStack(stack).allResourcesProperties('AWS::SQS::Queue', { FifoQueue: true });
  expect(settingsOf(stack, /HandlerFunction/)).toMatchObject({ ordered: true });
});

test('a small batch needs no window', () =>
  mapping(consume({ batchSize: 10 }), { BatchSize: 10, MaximumBatchingWindowInSeconds: Match.absent() }));

test('maxConcurrency reaches the mapping', () =>
  mapping(consume({ maxConcurrency: 5 }), { ScalingConfig: { MaximumConcurrency: 5 } }));

test('a key encrypts both queues', () => {
  const stack = newStack();
  consume({ encryptionKey: new kms.Key(stack, 'Key') }, stack);
  Template.fromStack(stack).allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: Match.anyValue() });
});

test.each<[string, QueueSourceProps, RegExp]>([
  ['no records', { batchSize: 0 }, /SLUICE_BATCH_SIZE.*from 1 to 10000, got 0;/],
  ['a huge batch', { batchSize: 10_001 }, /SLUICE_BATCH_SIZE/],
  ['a large FIFO batch', { fifo: true, batchSize: 11 }, /SLUICE_BATCH_SIZE.*FIFO queue must be 1 to 10, got 11/],
  ['a FIFO window', { fifo: true, maxBatchingWindow: Duration.seconds(1) }, /SLUICE_BATCHING_WINDOW/],
  [
    'a large batch without a window',
    { batchSize: 11, maxBatchingWindow: Duration.seconds(0) },
    /SLUICE_BATCHING_WINDOW/,
  ],
  ['a default batch without a window', { maxBatchingWindow: Duration.seconds(0) }, /SLUICE_BATCHING_WINDOW.*for 100/],
  [
    'a long window',
    { maxBatchingWindow: Duration.seconds(301) },
    /SLUICE_BATCHING_WINDOW.*to 300 seconds, got 301 seconds/,
  ],
  ['half a second', { maxBatchingWindow: Duration.millis(500) }, /SLUICE_BATCHING_WINDOW.*got 0.5 seconds/],
  ['one at a time', { maxConcurrency: 1 }, /SLUICE_MAX_CONCURRENCY.*from 2 to 1000, got 1/],
  ['no receive', { maxReceiveCount: 0 }, /SLUICE_MAX_RECEIVES/],
  [
    'short visibility',
    { visibilityTimeout: Duration.seconds(59) },
    /SLUICE_VISIBILITY.*at least the handler's timeout of 60/,
  ],
  ['long visibility', { visibilityTimeout: Duration.hours(13) }, /SLUICE_VISIBILITY/],
  ['retention as long as dead letters', { retention: Duration.days(14) }, /SLUICE_RETENTION.*shorter than the 1209600/],
  ['short retention', { retention: Duration.seconds(59) }, /SLUICE_RETENTION/],
])('refuses %s', (_name, props, message) => expect(() => consume(props)).toThrow(message));

test('the message says where, what, what is allowed, what to do and where to read on', () =>
  expect(() => consume({ batchSize: 0 })).toThrow(
    '[SLUICE_BATCH_SIZE] Shop/Handler/Source: batchSize must be a whole number from 1 to 10000, got 0; choose a batch size ' +
      'within the range of the source; FIFO queues take at most 10 (docs/errors.md#sluice_batch_size)',
  ));

test.each<[string, QueueSourceProps, string]>([
  ['few receives', { maxReceiveCount: 4 }, 'after 1444 seconds of throttled invocations; 5 receives'],
  ['a visibility below 6 timeouts', { visibilityTimeout: Duration.seconds(60) }, 'is below 360'],
])('warns of %s', (_name, props, message) =>
  Annotations.fromStack(consume(props)).hasWarning('/Shop/Handler/Source', Match.stringLikeRegexp(message)),
);

describe('an existing queue', () => {
  const visibilityTimeout = Duration.minutes(6);

  test('tells its receive limit by its redrive policy', () => {
    const stack = newStack();
    const dlq = new sqs.Queue(stack, 'Dlq');
    const deadLetterQueue = { queue: dlq, maxReceiveCount: 5 };
    const queue = new sqs.Queue(stack, 'Queue', { visibilityTimeout, deadLetterQueue });
    consume({ queue }, stack);
    expect(settingsOf(stack, /HandlerFunction/)).toMatchObject({ maxReceives: 5 });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('is warned of where throttling alone would dead-letter its messages', () => {
    const stack = newStack();
    const deadLetterQueue = { queue: new sqs.Queue(stack, 'Dlq'), maxReceiveCount: 4 };
    consume({ queue: new sqs.Queue(stack, 'Queue', { visibilityTimeout, deadLetterQueue }) }, stack);
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('after 1440 seconds of throttled invocations'));
  });

  test('is warned of without dead letters', () => {
    const stack = newStack();
    consume({ queue: new sqs.Queue(stack, 'Queue', { visibilityTimeout }) }, stack);
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('no dead-letter queue'));
  });

  test('is refused with the 30 seconds that SQS hides messages by default', () => {
    const stack = newStack();
    expect(() => consume({ queue: new sqs.Queue(stack, 'Queue') }, stack)).toThrow(/SLUICE_VISIBILITY.*got 30 seconds/);
  });

  test.each<[string, QueueSourceProps]>([
    ['retention', { retention: Duration.days(1) }],
    ['fifo', { fifo: true }],
    ['visibilityTimeout', { visibilityTimeout }],
  ])('does not take %s', (name, props) => {
    const stack = newStack();
    const queue = new sqs.Queue(stack, 'Queue', { visibilityTimeout });
    expect(() => consume({ queue, ...props }, stack)).toThrow(
      new RegExp(`SLUICE_QUEUE_SETTINGS.*${name} must be left out`),
    );
  });

  test('may not be told another receive limit than it has', () => {
    const stack = newStack();
    const deadLetterQueue = { queue: new sqs.Queue(stack, 'Dlq'), maxReceiveCount: 3 };
    const queue = new sqs.Queue(stack, 'Queue', { visibilityTimeout, deadLetterQueue });
    expect(() => consume({ queue, maxReceiveCount: 5 }, stack)).toThrow(/SLUICE_QUEUE_SETTINGS.*must be the 3/);
  });

  test('that is imported and FIFO keeps its order', () => {
    const stack = newStack();
    const queue = sqs.Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:eu-west-1:111111111111:orders.fifo');
    consume({ queue, maxReceiveCount: 8 }, stack);
    mapping(stack, { BatchSize: 10 });
    expect(settingsOf(stack, /HandlerFunction/)).toMatchObject({ ordered: true, maxReceives: 8 });
  });
});

test('an ordered source with a standard queue as target is warned of', () => {
  const stack = newStack();
  const target = new QueueTarget(new sqs.Queue(stack, 'Jobs'));
  new FailoverHandler(stack, 'Handler', { target }).consume(new QueueSource({ fifo: true }));
  Annotations.fromStack(stack).hasWarning('/Shop/Handler', Match.stringLikeRegexp('does not keep'));
});

test('whatever the timeout, the visibility is 6 times as long and covers the window', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 300 }), (timeout, window) => {
      const stack = newStack();
      const handler = new FailoverHandler(stack, 'Handler', {
        target: new FunctionTarget(consumer(stack, 'Worker')),
        timeout: Duration.seconds(timeout),
      });
      const { queue } = handler.consume(new QueueSource({ maxBatchingWindow: Duration.seconds(window) }));
      const { visibilityTimeout } = queue?.node.defaultChild as sqs.CfnQueue;
      expect(visibilityTimeout).toBe(6 * timeout + window);
      expect(visibilityTimeout).toBeLessThanOrEqual(43_200);
    }),
    { numRuns: 20 },
  ));

test('whatever the timeout, an hour without a free environment dead-letters nothing', () =>
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 900 }), fc.option(fc.integer({ min: 4, max: 43_200 })), (timeout, hidden) => {
      const visible = hidden === null ? {} : { visibilityTimeout: Duration.seconds(Math.max(hidden, timeout)) };
      const stack = consume(visible, newStack(), Duration.seconds(timeout));
      const [queue] = Object.values(
        Template.fromStack(stack).findResources('AWS::SQS::Queue', { Properties: { RedrivePolicy: Match.anyValue() } }),
      );
      const { RedrivePolicy, VisibilityTimeout } = queue.Properties;
      expect(RedrivePolicy.maxReceiveCount * VisibilityTimeout).toBeGreaterThanOrEqual(3_600);
      expect(RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(10);
      expect(RedrivePolicy.maxReceiveCount).toBeLessThanOrEqual(1_000);
    }),
    { numRuns: 20 },
  ));

import { App, Aws, Duration, Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  FailoverHandler,
  FunctionTarget,
  HttpTarget,
  QueueSource,
  QueueTarget,
  StreamSource,
  StreamTarget,
} from '../../../lib';
import { consumer, newStack } from '../stacks';

const ENV = { account: '111111111111', region: 'eu-west-1' };
const ORDERS = 'arn:aws:sqs:eu-west-1:111111111111:orders';

function flow(stack: Stack, from: sqs.IQueue, to: sqs.IQueue): () => void {
  const target = new QueueTarget(to);
  return () => void new FailoverHandler(stack, 'Handler', { target }).consume(new QueueSource({ queue: from }));
}

describe('a queue that is source and target is refused', () => {
  test.each<[string, (stack: Stack, id: string) => sqs.IQueue]>([
    ['by ARN', (stack, id) => sqs.Queue.fromQueueArn(stack, id, ORDERS)],
    ['by attributes', (stack, id) => sqs.Queue.fromQueueAttributes(stack, id, { queueArn: ORDERS })],
    [
      'by name',
      (stack, id) => sqs.Queue.fromQueueArn(stack, id, stack.formatArn({ service: 'sqs', resource: 'orders' })),
    ],
    [
      'by pseudo parameters',
      (stack, id) =>
        sqs.Queue.fromQueueArn(stack, id, `arn:${Aws.PARTITION}:sqs:${Aws.REGION}:${Aws.ACCOUNT_ID}:orders`),
    ],
  ])('also where it is imported %s, and once more by ARN', (_way, again) => {
    const stack = new Stack(new App(), 'Shop', { env: ENV });
    const byArn = sqs.Queue.fromQueueArn(stack, 'One', ORDERS);
    expect(flow(stack, byArn, again(stack, 'Two'))).toThrow(/SLUICE_RECURSION] Shop\/Handler: target must not be/);
  });

  test('also in a stack that knows neither account nor region', () => {
    const stack = newStack();
    const [one, two] = ['One', 'Two'].map((id) =>
      sqs.Queue.fromQueueArn(stack, id, stack.formatArn({ service: 'sqs', resource: 'orders' })),
    );
    expect(flow(stack, one, two)).toThrow('SLUICE_RECURSION');
  });

  test('also where another stack hands over its ARN', () => {
    const app = new App();
    const queue = new sqs.Queue(new Stack(app, 'Base'), 'Queue');
    const stack = new Stack(app, 'Shop');
    const [one, two] = ['One', 'Two'].map((id) => sqs.Queue.fromQueueArn(stack, id, queue.queueArn));
    expect(flow(stack, one, two)).toThrow('SLUICE_RECURSION');
  });

  test('also a FIFO queue', () => {
    const stack = newStack();
    const [one, two] = ['One', 'Two'].map((id) => sqs.Queue.fromQueueArn(stack, id, `${ORDERS}.fifo`));
    expect(flow(stack, one, two)).toThrow('SLUICE_RECURSION');
  });
});

test('a stream imported twice is refused as its own fallback', () => {
  const stack = newStack();
  const arn = 'arn:aws:kinesis:eu-west-1:111111111111:stream/clicks';
  const [one, two] = ['One', 'Two'].map((id) => kinesis.Stream.fromStreamArn(stack, id, arn));
  const target = new FunctionTarget(consumer(stack, 'Worker'));
  const handler = new FailoverHandler(stack, 'Handler', { target, fallback: new StreamTarget(one) });
  expect(() => handler.consume(new StreamSource({ stream: two }))).toThrow('SLUICE_RECURSION');
});

test('queues of two stacks that bear the same logical ID are two queues', () => {
  const app = new App();
  const [there, here] = [new Stack(app, 'Base'), new Stack(app, 'Shop')];
  const [from, to] = [there, here].map(
    (stack) => new sqs.Queue(stack, 'Queue', { visibilityTimeout: Duration.minutes(6) }),
  );
  expect(flow(here, from, to)).not.toThrow();
});

test('queues of one name in two accounts or regions are two queues', () => {
  const stack = newStack();
  const queue = (id: string, arn: string) => sqs.Queue.fromQueueArn(stack, id, arn);
  const here = queue('Here', ORDERS);
  for (const [id, arn] of Object.entries({
    Account: ORDERS.replace('111', '222'),
    Region: ORDERS.replace('eu', 'us'),
  })) {
    const handler = new FailoverHandler(stack, `To${id}`, { target: new QueueTarget(queue(id, arn)) });
    expect(() => handler.consume(new QueueSource({ queue: here }))).not.toThrow();
  }
});

test('a fallback at the address of the target is refused', () => {
  const target = new HttpTarget({ url: 'https://example.com' });
  const fallback = new HttpTarget({ url: 'https://example.com' });
  expect(() => new FailoverHandler(newStack(), 'Handler', { target, fallback })).toThrow('SLUICE_SAME_TARGET');
});

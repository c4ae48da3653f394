import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as fc from 'fast-check';
import { FailoverHandler, FunctionTarget, HttpTarget, type ITarget, QueueTarget, StreamTarget } from '../../../lib';
import { consumer, newStack, settingsOf } from '../stacks';

function deliver(stack: Stack, target: ITarget): unknown {
  new FailoverHandler(stack, 'Handler', { target });
  return settingsOf(stack, /HandlerFunction/).primary;
}

function allows(stack: Stack, action: string): void {
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({ Action: action.includes(',') ? action.split(',') : action })]),
    },
  });
}

test('a function is invoked by its ARN', () => {
  const stack = newStack();
  expect(deliver(stack, new FunctionTarget(consumer(stack, 'Worker')))).toEqual({
    kind: 'function',
    functionArn: '<token>',
  });
  allows(stack, 'lambda:InvokeFunction');
});

test('a function that may run longer than the handler waits is warned of', () => {
  const stack = newStack();
  const slow = new lambda.Function(stack, 'Slow', {
    runtime: lambda.Runtime.PYTHON_3_12,
    handler: 'index.handler',
    code: lambda.Code.fromInline('pass'),
    timeout: Duration.minutes(5),
  });
  deliver(stack, new FunctionTarget(slow));
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('may run 300 seconds'));
});

test.each([true, false])('a queue (FIFO: %p) is sent to', (fifo) => {
  const stack = newStack();
  const queue = new sqs.Queue(stack, 'Jobs', { fifo: fifo || undefined });
  expect(deliver(stack, new QueueTarget(queue))).toEqual({ kind: 'queue', queueUrl: '<token>', fifo });
  allows(stack, 'sqs:SendMessage,sqs:GetQueueAttributes,sqs:GetQueueUrl');
});

test('a stream is put to', () => {
  const stack = newStack();
  const target = new StreamTarget(new kinesis.Stream(stack, 'Jobs'));
  expect(deliver(stack, target)).toEqual({ kind: 'stream', streamName: '<token>' });
  allows(stack, 'kinesis:ListShards,kinesis:PutRecord,kinesis:PutRecords');
});

describe('an HTTP endpoint', () => {
  test('is posted to with its headers', () =>
    expect(
      deliver(newStack(), new HttpTarget({ url: 'https://example.com/in', headers: { 'x-from': 'sluice' } })),
    ).toEqual({
      kind: 'http',
      url: 'https://example.com/in',
      timeoutMillis: 10_000,
      headers: { 'x-from': 'sluice' },
    }));

  test.each(['http://127.0.0.1:8080/in', 'http://localhost/in', 'http://[::1]:99/'])('may be local: %s', (url) =>
    expect(deliver(newStack(), new HttpTarget({ url }))).toMatchObject({ url }),
  );

  test('may be known only at deploy', () => {
    const stack = newStack();
    const url = new CfnParameter(stack, 'Url').valueAsString;
    expect(deliver(stack, new HttpTarget({ url }))).toMatchObject({ url: '<token>' });
  });

  test.each([
    'http://example.com',
    'ftp://example.com',
    'example.com',
    '',
    'http://localhost.example.com',
    'http://127.0.0.1@evil.com',
  ])('is refused: %p', (url) =>
    expect(() => deliver(newStack(), new HttpTarget({ url }))).toThrow(/SLUICE_URL.*must be an https address, got/),
  );

  test.each([0, 901])('is refused with a timeout of %d seconds', (seconds) =>
    expect(() =>
      deliver(newStack(), new HttpTarget({ url: 'https://a.b', timeout: Duration.seconds(seconds) })),
    ).toThrow('SLUICE_TIMEOUT'),
  );

  test('is never plain http on another host than this', () =>
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['http'] }), (url) =>
        expect(() => deliver(newStack(), new HttpTarget({ url }))).toThrow('SLUICE_URL'),
      ),
      { numRuns: 20 },
    ));
});

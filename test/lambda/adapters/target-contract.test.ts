import { createHash } from 'node:crypto';
import * as kinesis from '@aws-sdk/client-kinesis';
import * as lambda from '@aws-sdk/client-lambda';
import * as sqs from '@aws-sdk/client-sqs';
import { functionTarget } from '../../../lambda/adapters/function-target';
import { httpTarget } from '../../../lambda/adapters/http-target';
import { queueTarget } from '../../../lambda/adapters/queue-target';
import { streamTarget } from '../../../lambda/adapters/stream-target';
import type { Target } from '../../../lambda/failover/host';
import { message, messages, streamRecord } from '../records';
import { deadUrl, pointed, Stub, StubAnswer, StubRequest } from './stub';

/** How the service behind a target speaks. */
interface Service {
  create(url: string): Target;
  readonly accepts: (request: StubRequest) => StubAnswer;
  readonly refuses: StubAnswer;
  /** It says of each entry what became of it. */
  readonly answersByEntry?: boolean;
  readonly throttles: StubAnswer;
  readonly denies: StubAnswer;
  /** The ids in a request, in order. */
  readonly handedOver: (request: StubRequest) => unknown[];
}

const awsError = (status: number, type: string): StubAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type },
  body: JSON.stringify({ __type: type, message: 'no' }),
});

interface NativeEvent {
  readonly Records: { readonly messageId: string }[];
}

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageAttributes: Record<string, { readonly StringValue: string }>;
}

const idsOfEvent = ({ body }: StubRequest): unknown[] =>
  (JSON.parse(body) as NativeEvent).Records.map(({ messageId }) => messageId);

const SERVICES: Record<string, Service> = {
  function: {
    create: (url) => functionTarget(pointed(lambda, url), 'arn:aws:lambda:eu-west-1:111122223333:function:consumer'),
    accepts: () => ({ body: 'null' }),
    refuses: {
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: JSON.stringify({ errorType: 'TypeError', errorMessage: 'no' }),
    },
    throttles: awsError(429, 'TooManyRequestsException'),
    denies: awsError(403, 'AccessDeniedException'),
    handedOver: idsOfEvent,
  },
  queue: {
    create: (url) => queueTarget(pointed(sqs, url), `${url}/111122223333/parked`, false),
    accepts: ({ body }) => ({
      body: JSON.stringify({
        Successful: (JSON.parse(body) as { Entries: Entry[] }).Entries.map(({ Id, MessageBody }) => ({
          Id,
          MessageId: Id,
          MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
        })),
      }),
    }),
    answersByEntry: true,
    refuses: awsError(400, 'com.amazonaws.sqs#InvalidMessageContents'),
    throttles: awsError(400, 'com.amazonaws.sqs#RequestThrottled'),
    denies: awsError(403, 'AccessDeniedException'),
    handedOver: ({ body }) =>
      (JSON.parse(body) as { Entries: Entry[] }).Entries.map(
        (entry) => entry.MessageAttributes['sluice-id'].StringValue,
      ),
  },
  stream: {
    create: (url) => streamTarget(pointed(kinesis, url), 'parked'),
    accepts: ({ body }) => ({
      body: JSON.stringify({
        FailedRecordCount: 0,
        Records: (JSON.parse(body) as { Records: object[] }).Records.map(() => ({ SequenceNumber: '1', ShardId: 's' })),
      }),
    }),
    answersByEntry: true,
    refuses: awsError(400, 'InvalidArgumentException'),
    throttles: awsError(400, 'ProvisionedThroughputExceededException'),
    denies: awsError(400, 'AccessDeniedException'),
    handedOver: ({ body }) =>
      (JSON.parse(body) as { Records: { PartitionKey: string }[] }).Records.map(({ PartitionKey }) => PartitionKey),
  },
  'HTTP service': {
    create: (url) => httpTarget(`${url}/orders`, 10_000, {}),
    accepts: () => ({ status: 204 }),
    refuses: { status: 422, body: 'no' },
    throttles: { status: 429 },
    denies: { status: 403 },
    handedOver: idsOfEvent,
  },
};

const TIMEOUT = 5_000;

let stub: Stub;
beforeAll(async () => (stub = await Stub.start()));
afterAll(() => stub.stop());
afterEach(() => stub.reset());

describe.each(Object.entries(SERVICES))('a %s as a target', (_, service) => {
  it('takes records in the order in which they are handed over', async () => {
    stub.answer = service.accepts;
    const target = service.create(stub.url);
    expect(await target.deliver(messages(5), TIMEOUT)).toEqual({ kind: 'accepted' });
    expect(service.handedOver(stub.requests[0])).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
  });

  it('takes as many records in one call as it says', async () => {
    stub.answer = service.accepts;
    const target = service.create(stub.url);
    expect(await target.deliver(messages(target.maxRecords), TIMEOUT)).toEqual({ kind: 'accepted' });
    expect(service.handedOver(stub.requests[0])).toHaveLength(target.maxRecords);
  });

  it('that refuses the whole is no outage', async () => {
    stub.answer = () => service.refuses;
    const delivery = await service.create(stub.url).deliver(messages(3), TIMEOUT);
    expect(delivery).toMatchObject({ kind: 'failed', cause: expect.stringMatching(/^(content|unclear)$/) });
  });

  it('that asks for less is overloaded', async () => {
    stub.answer = () => service.throttles;
    const delivery = await service.create(stub.url).deliver(messages(3), TIMEOUT);
    expect(delivery).toMatchObject({ kind: 'failed', cause: 'overload' });
  });

  it('is asked once: the courier retries by its own rules', async () => {
    stub.answer = () => ({ status: 503 });
    expect(await service.create(stub.url).deliver(messages(3), TIMEOUT)).toMatchObject({ kind: 'failed' });
    expect(stub.requests).toHaveLength(1);
  });

  test.each([
    ['denies the permission', (s: Service) => s.denies],
    ['answers 500', () => ({ status: 500, body: '{"__type":"InternalFailure"}' })],
    ['answers 503 with a page', () => ({ status: 503, body: '<html>busy</html>' })],
    ['answers 404', () => ({ status: 404, body: '{"__type":"ResourceNotFoundException"}' })],
  ])('that %s is out', async (__, answerOf) => {
    stub.answer = () => answerOf(service);
    const delivery = await service.create(stub.url).deliver(messages(3), TIMEOUT);
    expect(delivery).toMatchObject({ kind: 'failed', cause: 'outage' });
  });

  it('that cannot be reached is out', async () => {
    const delivery = await service.create(await deadUrl()).deliver(messages(3), TIMEOUT);
    expect(delivery).toMatchObject({ kind: 'failed', cause: 'outage', code: expect.any(String) });
  });

  it('that hangs is given up within the time it was given', async () => {
    stub.answer = () => 'hang';
    const start = performance.now();
    const delivery = await service.create(stub.url).deliver(messages(3), 150);
    expect(delivery).toMatchObject({ kind: 'failed', cause: 'overload' });
    expect(performance.now() - start).toBeLessThan(1_500);
  });

  test.each([
    ['cuts the connection off in the middle of its answer', () => 'reset' as const],
    ['redirects', () => ({ status: 307, headers: { location: 'http://127.0.0.1:1/' } })],
    ['answers what nobody expects', () => ({ status: 418, body: '?' })],
  ])('that %s has taken nothing', async (__, answer) => {
    stub.answer = answer;
    const delivery = await service.create(stub.url).deliver([message('a'), message('b')], TIMEOUT);
    expect(delivery).toMatchObject({ kind: 'failed' });
  });

  it('whose answer is empty has taken nothing, if it has to say so of each record', async () => {
    stub.answer = () => ({ body: '{}' });
    const { kind } = await service.create(stub.url).deliver([message('a')], TIMEOUT);
    expect(kind).toBe(service.answersByEntry ? 'failed' : 'accepted');
  });

  it('takes records of the other kind of source too', async () => {
    stub.answer = service.accepts;
    const delivery = await service.create(stub.url).deliver([streamRecord(1), streamRecord(2)], TIMEOUT);
    expect(delivery).toEqual({ kind: 'accepted' });
  });
});

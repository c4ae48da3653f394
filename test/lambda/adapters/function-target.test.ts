import * as sdk from '@aws-sdk/client-lambda';
import { functionTarget } from '../../../lambda/adapters/function-target';
import type { Delivery } from '../../../lambda/failover/host';
import { messages, streamRecords } from '../records';
import { pointed, Stub, StubAnswer } from './stub';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:consumer';

let stub: Stub;
beforeAll(async () => (stub = await Stub.start()));
afterAll(() => stub.stop());
afterEach(() => stub.reset());

function deliver(answer: StubAnswer, records = messages(3)): Promise<Delivery> {
  stub.answer = () => answer;
  return functionTarget(pointed(sdk, stub.url), ARN).deliver(records, 5_000);
}

/** As AWS Lambda answers when the function threw. */
function threw(errorType: string | undefined, errorMessage = 'no'): StubAnswer {
  return { headers: { 'x-amz-function-error': 'Unhandled' }, body: JSON.stringify({ errorType, errorMessage }) };
}

const awsError = (status: number, type: string): StubAnswer => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: JSON.stringify({ message: 'no', Type: 'User' }),
});

describe('a function', () => {
  it('gets the native event, unchanged, and is waited for', async () => {
    await deliver({ body: 'null' }, messages(3));
    const [{ url, headers }] = stub.requests;
    expect(decodeURIComponent(url!)).toBe(`/2015-03-31/functions/${ARN}/invocations`);
    expect([undefined, 'RequestResponse']).toContain(headers['x-amz-invocation-type']);
    expect(stub.json).toEqual({ Records: messages(3) });
  });

  it('gets the records of a stream as they came, bytes and all', async () => {
    stub.answer = () => ({ body: 'null' });
    await functionTarget(pointed(sdk, stub.url), ARN).deliver(streamRecords(2), 5_000);
    expect(stub.json).toEqual({ Records: streamRecords(2) });
  });

  test.each(['', 'null', '"done"', '{}', '{"batchItemFailures":[]}', '[]', '7'])(
    'that returns %s took the batch',
    async (body) => {
      expect(await deliver({ body })).toEqual({ kind: 'accepted' });
    },
  );

  it('that names a record has it refused', async () => {
    const body = JSON.stringify({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(await deliver({ body })).toMatchObject({ kind: 'refused', items: [{ index: 1 }], untouched: [] });
  });

  test.each<[string, StubAnswer, string, string]>([
    ['throws', threw('TypeError'), 'unclear', 'TypeError'],
    ['throws what has no type', threw(undefined), 'unclear', 'Error'],
    ['throws null', { headers: { 'x-amz-function-error': 'Unhandled' }, body: 'null' }, 'unclear', 'Error'],
    ['throws without a word', { headers: { 'x-amz-function-error': 'Unhandled' }, body: '?' }, 'unclear', 'Error'],
    [
      'dies of a record',
      threw('Runtime.ExitError', 'RequestId: 1 Error: exit status 1'),
      'unclear',
      'Runtime.ExitError',
    ],
    ['runs out of memory', threw('Runtime.OutOfMemory'), 'unclear', 'Runtime.OutOfMemory'],
    [
      'runs out of time',
      threw(undefined, '2026-11-24T03:00:00.000Z 1 Task timed out after 3.00 seconds'),
      'unclear',
      'FUNCTION_TIMEOUT',
    ],
    [
      'runs out of time, as newer runtimes say',
      threw('Sandbox.Timedout', 'RequestId: 1 Error: Task timed out'),
      'unclear',
      'FUNCTION_TIMEOUT',
    ],
    ['forgets an await', threw('Runtime.UnhandledPromiseRejection'), 'unclear', 'Runtime.UnhandledPromiseRejection'],
    ['cannot be loaded', threw('Runtime.ImportModuleError'), 'outage', 'Runtime.ImportModuleError'],
    ['has no handler', threw('Runtime.HandlerNotFound'), 'outage', 'Runtime.HandlerNotFound'],
    ['has no sandbox', threw('Sandbox.Failure'), 'outage', 'Sandbox.Failure'],
    ['is throttled', awsError(429, 'TooManyRequestsException'), 'overload', 'TooManyRequestsException'],
    ['gets too much', awsError(413, 'RequestTooLargeException'), 'content', 'RequestTooLargeException'],
    [
      'gets what is no JSON',
      awsError(400, 'InvalidRequestContentException'),
      'content',
      'InvalidRequestContentException',
    ],
    ['is gone', awsError(404, 'ResourceNotFoundException'), 'outage', 'ResourceNotFoundException'],
    ['has its key disabled', awsError(502, 'KMSDisabledException'), 'outage', 'KMSDisabledException'],
    ['is out', awsError(500, 'ServiceException'), 'outage', 'ServiceException'],
  ])('that %s', async (_, answer, cause, code) => {
    expect(await deliver(answer)).toMatchObject({ kind: 'failed', cause, code });
  });

  it('that answers with a failing status in its body failed', async () => {
    expect(await deliver({ body: '{"statusCode":502}' })).toMatchObject({ kind: 'failed', cause: 'outage' });
  });
});

import { httpTarget } from '../../../lambda/adapters/http-target';
import type { Delivery } from '../../../lambda/failover/host';
import { messages } from '../records';
import { Stub, StubAnswer } from './stub';

let stub: Stub;
beforeAll(async () => (stub = await Stub.start()));
afterAll(() => stub.stop());
afterEach(() => stub.reset());

function deliver(answer: StubAnswer): Promise<Delivery> {
  stub.answer = () => answer;
  return httpTarget(`${stub.url}/orders?v=1`, 10_000, {}).deliver(messages(3), 5_000);
}

describe('an HTTP service', () => {
  it('gets the native event as JSON, with the headers asked for', async () => {
    stub.answer = () => ({ status: 202 });
    await httpTarget(`${stub.url}/orders?v=1`, 10_000, { 'x-api-key': 'k' }).deliver(messages(3), 5_000);
    const [{ method, url, headers }] = stub.requests;
    expect([method, url, headers['content-type'], headers['x-api-key']]).toEqual([
      'POST',
      '/orders?v=1',
      'application/json',
      'k',
    ]);
    expect(stub.json).toEqual({ Records: messages(3) });
  });

  test.each<[string, StubAnswer]>([
    ['204', { status: 204 }],
    ['200 with text', { body: 'thanks' }],
    ['200 with a page', { body: '<html>' }],
    ['200 with an empty list', { body: '{"batchItemFailures":[]}' }],
  ])('that answers %s took the batch', async (_, answer) => {
    expect(await deliver(answer)).toEqual({ kind: 'accepted' });
  });

  it('that names a record has it refused', async () => {
    const body = JSON.stringify({ batchItemFailures: [{ itemIdentifier: 'm2' }] });
    expect(await deliver({ body })).toMatchObject({ kind: 'refused', items: [{ index: 2 }] });
  });

  it('that answers with a failure names no record, whatever its body says', async () => {
    const body = JSON.stringify({ batchItemFailures: [] });
    expect(await deliver({ status: 500, body })).toMatchObject({ kind: 'failed', cause: 'outage', code: 'HTTP_500' });
  });

  it('is not followed elsewhere: records would go where nobody allowed them', async () => {
    const answer = { status: 307, headers: { location: `${stub.url}/elsewhere` } };
    expect(await deliver(answer)).toMatchObject({ kind: 'failed', cause: 'outage' });
    expect(stub.requests).toHaveLength(1);
  });

  it('is waited for no longer than its own limit', async () => {
    stub.answer = () => 'hang';
    const start = performance.now();
    const delivery = await httpTarget(stub.url, 120, {}).deliver(messages(1), 30_000);
    expect(delivery).toMatchObject({ kind: 'failed', cause: 'overload', code: 'TimeoutError' });
    expect(performance.now() - start).toBeLessThan(1_500);
  });

  it('whose address is none is out', async () => {
    expect(await httpTarget('nowhere', 1_000, {}).deliver(messages(1), 1_000)).toMatchObject({ cause: 'outage' });
  });
});

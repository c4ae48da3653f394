import * as sdk from '@aws-sdk/client-s3';
import { s3Lake } from '../../../lambda/adapters/s3-lake';
import { Engine, startFauxqs } from './engines';
import { deadUrl, pointed, Stub } from './stub';

let engine: Engine;
beforeAll(async () => {
  engine = await startFauxqs();
  await new (pointed(sdk, engine.url).S3Client)({}).send(new sdk.CreateBucketCommand({ Bucket: 'lake' }));
});
afterAll(() => engine.stop());

const lakeAt = (url: string): ReturnType<typeof s3Lake> => s3Lake(pointed(sdk, url), 'lake');

describe('the lake in S3', () => {
  it('gives back what was put, in any alphabet', async () => {
    const lake = lakeAt(engine.url);
    const body = '{"größe":"大"}\n{"b":"\\u2028"}\n';
    await lake.put('spilled/orders/dt=2026-11-24/hh=03/1-a.ndjson', body);
    expect(await lake.get('spilled/orders/dt=2026-11-24/hh=03/1-a.ndjson')).toBe(body);
  });

  it('gives nothing for what is not there, and does not mind removing it', async () => {
    const lake = lakeAt(engine.url);
    expect(await lake.get('spilled/none')).toBeUndefined();
    await lake.remove('spilled/none');
  });

  it('removes one object and no other', async () => {
    const lake = lakeAt(engine.url);
    await lake.put('removed/a', 'a');
    await lake.put('removed/ab', 'b');
    await lake.remove('removed/a');
    expect([await lake.get('removed/a'), await lake.get('removed/ab')]).toEqual([undefined, 'b']);
  });

  it('lists the objects under a prefix, up to a number', async () => {
    const lake = lakeAt(engine.url);
    for (let i = 0; i < 5; i++) await lake.put(`counted/${i}`, 'x');
    await lake.put('counted-not/0', 'x');
    expect([await lake.list('counted/', 1_000), await lake.list('counted/', 3), await lake.list('none/', 9)]).toEqual([
      [0, 1, 2, 3, 4].map((i) => `counted/${i}`),
      [0, 1, 2].map((i) => `counted/${i}`),
      [],
    ]);
  });
});

describe('what S3 is asked', () => {
  let stub: Stub;
  beforeAll(async () => (stub = await Stub.start()));
  afterAll(() => stub.stop());
  afterEach(() => stub.reset());

  it('is to keep the first copy, where an object is written once', async () => {
    await lakeAt(stub.url).putOnce('spilled/a', 'body');
    expect(stub.requests[0]).toMatchObject({ method: 'PUT', headers: { 'if-none-match': '*' } });
    expect(stub.requests[0].headers['content-type']).toBe('application/x-ndjson');
  });

  it('is to replace what is there, where an object is rewritten', async () => {
    await lakeAt(stub.url).put('spilled/a', 'body');
    expect(stub.requests[0].headers).not.toHaveProperty('if-none-match');
  });

  it('is never for more than a thousand names at a time', async () => {
    stub.answer = () => ({ body: '<ListBucketResult></ListBucketResult>' });
    expect(await lakeAt(stub.url).list('spilled/', 5_000)).toEqual([]);
    expect(stub.requests[0].url).toContain('max-keys=1000');
  });

  it('is asked again once, and no more: the handler has another way to go', async () => {
    stub.answer = () => ({ status: 503, body: '<Error><Code>SlowDown</Code></Error>' });
    await expect(lakeAt(stub.url).put('spilled/a', 'body')).rejects.toThrow();
    expect(stub.requests).toHaveLength(2);
  });
});

describe('an answer of S3', () => {
  let stub: Stub;
  beforeAll(async () => (stub = await Stub.start()));
  afterAll(() => stub.stop());
  afterEach(() => stub.reset());

  it('that the object is there already is what a retry hopes for', async () => {
    stub.answer = () => ({ status: 412, body: '<Error><Code>PreconditionFailed</Code></Error>' });
    await lakeAt(stub.url).putOnce('spilled/a', 'body');
  });

  it('that a condition failed is an error where none was set', async () => {
    stub.answer = () => ({ status: 412, body: '<Error><Code>PreconditionFailed</Code></Error>' });
    await expect(lakeAt(stub.url).put('spilled/a', 'body')).rejects.toThrow();
  });

  test.each(['put', 'putOnce', 'get', 'remove', 'list'] as const)('of 403 fails: %s', async (operation) => {
    stub.answer = () => ({ status: 403, body: '<Error><Code>AccessDenied</Code></Error>' });
    const lake = lakeAt(stub.url);
    const asked = operation === 'list' ? lake.list('a', 1) : lake[operation]('a', 'body');
    await expect(asked).rejects.toThrow();
  });

  it('that does not come fails', async () => {
    await expect(lakeAt(await deadUrl()).putOnce('a', 'body')).rejects.toThrow();
  });

  it('that hangs fails in time for another way', async () => {
    stub.answer = () => 'hang';
    const start = performance.now();
    await expect(lakeAt(stub.url).putOnce('a', 'body')).rejects.toThrow();
    expect(performance.now() - start).toBeLessThan(8_000);
  }, 20_000);
});

import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import type { HandlerSettings } from '../../lib/contract/settings';
import { Engine, startFauxqs } from './adapters/engines';
import { Stub } from './adapters/stub';
import { Table } from './adapters/table';
import { settingsOf } from './fake-host';
import { messages } from './records';

/** What the handlers need of AWS, and their targets, in this process. */
interface Surroundings {
  readonly engine: Engine;
  readonly table: Table;
  readonly states: Stub;
  readonly primary: Stub;
  readonly fallback: Stub;
}

const env = { ...process.env };
let around: Surroundings;
let s3: S3Client;

beforeAll(async () => {
  const [engine, table] = [await startFauxqs(), await Table.start()];
  around = { engine, table, states: await Stub.start(), primary: await Stub.start(), fallback: await Stub.start() };
  process.env = {
    ...env,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: engine.url,
    AWS_ENDPOINT_URL_DYNAMODB: table.stub.url,
    AWS_ENDPOINT_URL_SFN: around.states.url,
  };
  s3 = new S3Client({ forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
});

afterAll(async () => {
  process.env = env;
  const { engine, table, states, primary, fallback } = around;
  await Promise.all([engine, table.stub, states, primary, fallback].map((service) => service.stop()));
});

/** Metrics and log lines. */
const printed: string[] = [];

beforeEach(() => {
  printed.length = 0;
  jest.spyOn(console, 'log').mockImplementation((line) => void printed.push(String(line)));
  jest.spyOn(console, 'warn').mockImplementation((line) => void printed.push(String(line)));
  for (const stub of [around.states, around.primary, around.fallback]) stub.reset();
  around.table.items.clear();
});

afterEach(() => jest.restoreAllMocks());

type Handler = (event: object, context: Context) => Promise<unknown>;

const context = { getRemainingTimeInMillis: () => 30_000 } as Context;

/** A fresh execution environment. */
async function load(name: 'failover' | 'replay', overrides: Partial<HandlerSettings> = {}): Promise<Handler> {
  const httpTo = ({ url }: Stub): HandlerSettings['primary'] => ({
    kind: 'http',
    url,
    timeoutMillis: 5_000,
    headers: {},
  });
  const settings = settingsOf({ primary: httpTo(around.primary), fallback: httpTo(around.fallback), ...overrides });
  process.env.SLUICE_SETTINGS = JSON.stringify(settings);
  jest.resetModules();
  // The bundle, not its source: minifying is part of what is deployed.
  return ((await import(`../../dist/assets/${name}/index.js`)) as { handler: Handler }).handler;
}

async function keys(prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'lake', Prefix: prefix }));
  return Contents.map(({ Key }) => Key!);
}

async function idsIn(key: string): Promise<string[]> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'lake', Key: key }));
  const lines = (await Body!.transformToString()).trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { id: string }).id);
}

const metrics = (): unknown => JSON.parse(printed.at(-1)!);
const sent = messages(25);
const ids = sent.map(({ messageId }) => messageId);
const down = (): { status: number } => ({ status: 503 });

describe('the handlers as they are deployed', () => {
  it('deliver a batch, keep it in the archive and publish the balance', async () => {
    const failover = await load('failover', { archive: true });
    expect(await failover({ Records: sent }, context)).toEqual({ batchItemFailures: [] });
    expect(around.primary.json).toEqual({ Records: sent });
    const [archived] = await keys('archive/');
    expect(await idsIn(archived)).toEqual(ids);
    expect(metrics()).toMatchObject({ Received: 25, Delivered: 25, Leaked: 0, Pipeline: 'orders' });
  });

  it('divert a batch, in every environment once one has found the primary down', async () => {
    around.primary.answer = down;
    await (
      await load('failover')
    )({ Records: sent }, context);
    const calls = around.primary.requests.length;
    await (
      await load('failover')
    )({ Records: sent }, context);
    expect([calls <= 3, around.primary.requests.length]).toEqual([true, calls]);
    expect([around.fallback.requests.length, metrics()]).toMatchObject([2, { Diverted: 25, BreakerOpen: 1 }]);
  });

  it('spill what no target takes, sweep it up, and bring it back', async () => {
    around.primary.answer = around.fallback.answer = down;
    await (
      await load('failover')
    )({ Records: sent }, context);
    const [key, ...more] = await keys('spilled/');
    expect([metrics(), await idsIn(key), more]).toMatchObject([{ Spilled: 25 }, ids, []]);

    around.primary.answer = () => ({ status: 204 });
    around.states.answer = () => ({ body: '{"executionArn":"arn","startDate":1,"executions":[]}' });
    around.table.items.clear();
    const replay = await load('replay');
    await replay({ sweep: true, stateMachineArn: 'arn:of:replay', prefixes: ['spilled/orders/'] }, context);
    const { stateMachineArn, input } = around.states.json;
    expect(stateMachineArn).toBe('arn:of:replay');

    const report = await replay({ ...(JSON.parse(input as string) as object), key }, context);
    expect(report).toEqual({ key, replayed: 25, quarantined: 0, remaining: 0, skipped: 0 });
    expect([around.primary.json, await keys('spilled/')]).toEqual([{ Records: sent }, []]);
  });

  it('sweep nothing where nothing was spilled', async () => {
    const replay = await load('replay');
    await replay({ sweep: true, stateMachineArn: 'arn:of:replay', prefixes: ['spilled/orders/'] }, context);
    expect([around.states.requests, metrics()]).toMatchObject([[], { SpillDepth: 0 }]);
  });
});

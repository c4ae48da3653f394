import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { Engine, startFauxqs } from '../adapters/engines';
import { Stub } from '../adapters/stub';
import { START } from '../records';
import { ArchiveWorld } from './world';

/** The bundle, not its source: minifying is part of what is deployed. */
const BUNDLE: string = '../../../dist/assets/compaction/index.js';

const env = { ...process.env };
let engine: Engine;
let states: Stub;
let s3: S3Client;

beforeAll(async () => {
  [engine, states] = [await startFauxqs(), await Stub.start()];
  process.env = {
    ...env,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: engine.url,
    AWS_ENDPOINT_URL_SFN: states.url,
    SLUICE_SETTINGS: JSON.stringify({ pipeline: 'orders', bucket: 'lake', replayStateMachineArns: ['arn:replay'] }),
  };
  s3 = new S3Client({ forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
});

afterAll(async () => {
  process.env = env;
  await Promise.all([engine.stop(), states.stop()]);
});

async function keys(prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'lake', Prefix: prefix }));
  return Contents.map(({ Key }) => Key!);
}

/** As if the merge had been made two hours ago. */
async function age(manifest: string): Promise<void> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'lake', Key: manifest }));
  const noted = JSON.parse(await Body!.transformToString()) as { verifiedAt: number };
  const older = JSON.stringify({ ...noted, verifiedAt: noted.verifiedAt - 7_200_000 });
  await s3.send(new PutObjectCommand({ Bucket: 'lake', Key: manifest, Body: older }));
}

it('the compaction as it is deployed merges over S3, and removes once Step Functions knows of no older replay', async () => {
  const archive = new ArchiveWorld();
  for (let index = 0; index < 3; index++) archive.archive(index);
  for (const [Key, Body] of archive.objects.objects) await s3.send(new PutObjectCommand({ Bucket: 'lake', Key, Body }));
  const { handler } = (await import(BUNDLE)) as {
    handler: (event: object, context: Context) => Promise<void>;
  };
  const run = (): Promise<void> =>
    handler({ from: START, to: START + 3_600_000 }, { getRemainingTimeInMillis: () => 900_000 } as Context);
  await run();
  expect(await keys('archive/')).toHaveLength(4);
  const [manifest] = await keys('compaction/orders/');
  await age(manifest);
  states.answer = () => ({ body: JSON.stringify({ executions: [{ startDate: 1_000_000 }] }) });
  await run();
  expect(await keys('archive/')).toHaveLength(4);
  expect(states.json).toMatchObject({ stateMachineArn: 'arn:replay', statusFilter: 'RUNNING' });
  states.answer = () => ({ body: JSON.stringify({ executions: [] }) });
  await run();
  expect([await keys('compaction/'), (await keys('archive/')).length]).toEqual([[], 1]);
}, 30_000);

import * as sdk from '@aws-sdk/client-s3';
import { sealed } from '../../lambda/failover/checksum';
import { httpTarget } from '../../lambda/adapters/http-target';
import { s3Lake } from '../../lambda/adapters/s3-lake';
import type { ReplayHost } from '../../lambda/failover/host';
import { recordId } from '../../lambda/failover/records';
import { createReplay } from '../../lambda/replay/replay';
import { objectKey } from '../../lib/contract/lake';
import { wholePrefix } from '../../lib/contract/replay';
import { queueEvents } from '../handler/events';
import { memoryState } from '../handler/memory-host';
import { SETTINGS } from '../handler/settings';
import type { Candidate } from '../measure/cpu';
import type { Engine } from './engine';

export const NAMES = { bare: 'bare loop: get, JSON.parse, POST', sluice: 'Sluice: the replay of an object' } as const;

const BUCKET = 'lake';

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Stores an object of so many records, in the archive, which a replay leaves as it is; returns its key. */
export async function store({ s3 }: Engine, records: number): Promise<string> {
  const client = new sdk.S3Client({
    endpoint: s3,
    region: 'eu-west-1',
    forcePathStyle: true,
    credentials: CREDENTIALS,
  });
  await client.send(new sdk.CreateBucketCommand({ Bucket: BUCKET })).catch(() => undefined);
  const [{ Records }] = queueEvents(records);
  const times = Records.map(({ attributes }) => Number(attributes.SentTimestamp));
  const Key = objectKey('archive', SETTINGS.pipeline, times, 'abcdef');
  const envelopes = Records.map((record, i) => ({
    ...{ v: 2, id: recordId(record), pipeline: SETTINGS.pipeline, eventTime: times[i], storedAt: times[i] },
    ...{ attempts: 1, replays: 0, record },
  }));
  const Body = envelopes.map((envelope) => `${sealed(JSON.stringify(envelope))}\n`).join('');
  await client.send(new sdk.PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  return Key;
}

export function candidates({ s3, target }: Engine, key: string): Candidate[] {
  Object.assign(process.env, { AWS_ENDPOINT_URL: s3, AWS_REGION: 'eu-west-1' });
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  return [candidate(NAMES.bare, bareLoop(s3, target, key)), candidate(NAMES.sluice, sluice(target, key))];
}

function candidate(name: string, once: () => Promise<unknown>): Candidate {
  return {
    name,
    run: async (times) => {
      for (let i = 0; i < times; i++) await once();
    },
  };
}

/** What anybody would write, with the same client and the same call. */
function bareLoop(endpoint: string, target: string, Key: string): () => Promise<void> {
  const client = new sdk.S3Client({ endpoint, region: 'eu-west-1', forcePathStyle: true, credentials: CREDENTIALS });
  return async () => {
    const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: BUCKET, Key }));
    const lines = (await Body!.transformToString()).trimEnd().split('\n');
    const records = lines.map((line) => (JSON.parse(line) as { record: unknown }).record);
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Records: records }),
    });
    await response.text();
    if (!response.ok) throw new Error(String(response.status));
  };
}

/** The worker as deployed, with its adapters of S3 and HTTP; its table is in memory. */
function sluice(target: string, key: string): () => Promise<void> {
  const host: ReplayHost = {
    clock: { now: Date.now, random: Math.random, sleep: (millis) => new Promise((done) => setTimeout(done, millis)) },
    primary: httpTarget(target, 30_000, {}),
    lake: s3Lake(sdk, BUCKET),
    state: memoryState(),
    emit: () => undefined,
    log: (message) => {
      throw new Error(message);
    },
  };
  const settings = { ...SETTINGS, fallback: undefined };
  const replay = createReplay(host, settings);
  return async () => {
    const { replayed, remaining, skipped } = await replay({ ...wholePrefix('archive/', 'bench'), key }, () => 300_000);
    if (replayed === 0 || remaining + skipped > 0) throw new Error(`${replayed} ${remaining} ${skipped}`);
  };
}

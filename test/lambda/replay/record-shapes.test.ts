import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import * as sdk from '@aws-sdk/client-s3';
import { s3Lake } from '../../../lambda/adapters/s3-lake';
import { createFailover } from '../../../lambda/failover/failover';
import type { Clock, Lake } from '../../../lambda/failover/host';
import type { NativeRecord } from '../../../lambda/failover/records';
import { createReplay } from '../../../lambda/replay/replay';
import { wholePrefix } from '../../../lib/contract/replay';
import { type Engine, startFauxqs } from '../adapters/engines';
import { pointed } from '../adapters/stub';
import { ACCEPTED, createWorld, DOWN, settingsOf, throwing } from '../fake-host';
import { message, streamRecord } from '../records';

jest.setTimeout(60_000);

const MIB = 1024 * 1024;

/** https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md: magic, protobuf, MD5 of it. */
function aggregated(payloads: readonly Buffer[]): Buffer {
  const field = (tag: number, content: Buffer): Buffer => Buffer.concat([Buffer.from([tag, content.length]), content]);
  const record = (data: Buffer): Buffer => field(0x1a, Buffer.concat([Buffer.from([0x08, 0x00]), field(0x1a, data)]));
  const protobuf = Buffer.concat([field(0x0a, Buffer.from('key')), ...payloads.map(record)]);
  const digest = createHash('md5').update(protobuf).digest();
  return Buffer.concat([Buffer.from([0xf3, 0x89, 0x9a, 0xc2]), protobuf, digest]);
}

const BYTES: readonly [string, Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['every byte', Buffer.from(Array.from({ length: 256 }, (_, i) => i))],
  ['a KPL aggregate', aggregated([Buffer.from('{"a":1}'), Buffer.from([0, 255, 10, 13])])],
  ['gzip', gzipSync(Buffer.from('x'.repeat(5_000)))],
  ['1 MiB of noise', randomBytes(MIB)],
];

const TEXTS: readonly [string, string][] = [
  ['one space', ' '],
  ['line ends of all kinds', 'a\nb\r\nc\u2028d\u2029e\u0085f'],
  ['quotes, backslashes and control characters', '"\\\u0000\u0007\t'],
  ['other alphabets', 'Straße 東京 🚰 \u202e'],
  ['half of a surrogate pair', 'x\ud83d'],
  [
    'what looks like a stored line',
    '{"v":2,"id":"x","record":{},"crc32":"00000000"}\n{"payload":"{\\"Records\\":[]}"}',
  ],
  ['300 KiB', '{"größe":"大"}'.repeat(20_000)],
  ['1 MiB', 'x'.repeat(MIB)],
];

const attribute = { stringValue: undefined, binaryValue: 'AP8=', stringListValues: [], binaryListValues: [] };

const RECORDS: readonly [string, NativeRecord][] = [
  ...BYTES.map(([name, data], i): [string, NativeRecord] => [`a stream record of ${name}`, streamRecord(i, { data })]),
  ...TEXTS.map(([name, body], i): [string, NativeRecord] => [`a message of ${name}`, message(`m${i}`, { body })]),
  [
    'a message with attributes of bytes',
    { ...message('attributes'), messageAttributes: { raw: { ...attribute, dataType: 'Binary' } } },
  ],
];

/** The engine answers in real time, which a virtual clock would outrun. Pauses are cut short. */
const CLOCK: Clock = {
  now: Date.now,
  random: () => 0.5,
  sleep: (millis) => new Promise((done) => setTimeout(done, Math.min(millis, 20))),
};

const LEFT = (): number => 60_000;

let engine: Engine;
let lake: Lake;
beforeAll(async () => {
  engine = await startFauxqs();
  await new (pointed(sdk, engine.url).S3Client)({}).send(new sdk.CreateBucketCommand({ Bucket: 'lake' }));
  lake = s3Lake(pointed(sdk, engine.url), 'lake');
});
afterAll(() => engine.stop());

/** Into the lake by the handler, and back by the replay; what the target gets. */
async function thereAndBack(records: readonly NativeRecord[], name: string): Promise<readonly NativeRecord[]> {
  const world = createWorld();
  const settings = settingsOf({ pipeline: name.replace(/\W+/g, '-'), ordered: true });
  const host = { ...world.host(), lake, clock: CLOCK };
  world.primary.behaviour = DOWN;
  await createFailover(host, settings)({ Records: records }, LEFT);
  const back: NativeRecord[] = [];
  world.primary.behaviour = (handed) => {
    back.push(...handed);
    return ACCEPTED;
  };
  world.state.items.clear();
  const prefix = `spilled/${settings.pipeline}/`;
  const keys = await lake.list(prefix, 1_000);
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) await createReplay(host, settings)({ ...wholePrefix(prefix, 'x'), key }, LEFT);
  expect(await lake.list(prefix, 1_000)).toEqual([]);
  return back;
}

test.each(RECORDS)('%s comes back from the lake byte for byte', async (name, record) => {
  expect(await thereAndBack([record], name)).toEqual([record]);
});

test('records of all shapes in one batch come back in their order', async () => {
  const messages = RECORDS.map(([, record]) => record).filter((record) => 'messageId' in record);
  expect(await thereAndBack(messages, 'all')).toEqual(messages);
});

test('a batch that Lambda gave up comes back, whatever is in it', async () => {
  const records = RECORDS.map(([, record]) => record).filter((record) => !('messageId' in record));
  const world = createWorld();
  const key = 'aws/lambda/0aa1/shardId-000000000006/2026/11/24/x';
  await lake.put(key, JSON.stringify({ version: '1.0', payload: JSON.stringify({ Records: records }) }));
  const back: NativeRecord[] = [];
  world.primary.behaviour = (handed) => {
    back.push(...handed);
    return ACCEPTED;
  };
  const host = { ...world.host(), lake, clock: CLOCK };
  await createReplay(host, settingsOf())({ ...wholePrefix('aws/lambda/', 'x'), key }, LEFT);
  expect(back).toEqual(records);
});

test('one that is quarantined and replayed once it is mended is the same, too', async () => {
  const record = streamRecord(7, { data: aggregated([Buffer.from([0, 1, 2])]) });
  const world = createWorld();
  const settings = settingsOf({ pipeline: 'quarantine' });
  const host = { ...world.host(), lake, clock: CLOCK };
  world.primary.behaviour = throwing((id) => id === record.eventID);
  const good = streamRecord(8);
  await createFailover(host, settings)({ Records: [good, record, streamRecord(9)] }, LEFT);
  const [key] = await lake.list('quarantined/quarantine/', 9);
  const back: NativeRecord[] = [];
  world.primary.behaviour = (handed) => {
    back.push(...handed);
    return ACCEPTED;
  };
  await createReplay(host, settings)({ ...wholePrefix('quarantined/', 'x'), key }, LEFT);
  expect(back).toEqual([record]);
});

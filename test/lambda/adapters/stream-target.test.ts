import * as sdk from '@aws-sdk/client-kinesis';
import { streamTarget } from '../../../lambda/adapters/stream-target';
import type { NativeRecord } from '../../../lambda/failover/records';
import { message, messages, streamRecord, streamRecords } from '../records';
import { Engine, startKinesalite } from './engines';
import { pointed, Stub } from './stub';

const TIMEOUT = 5_000;

let engine: Engine;
let client: sdk.KinesisClient;

beforeAll(async () => {
  engine = await startKinesalite();
  client = new (pointed(sdk, engine.url).KinesisClient)({});
  await client.send(new sdk.CreateStreamCommand({ StreamName: 'parked', ShardCount: 1 }));
  await sdk.waitUntilStreamExists({ client, maxWaitTime: 5, minDelay: 0.05, maxDelay: 0.1 }, { StreamName: 'parked' });
});
afterAll(() => engine.stop());

/** Key and bytes of all that was put behind the last reading. */
async function read(iterator: string | undefined): Promise<[string, string][]> {
  const { Records = [] } = await client.send(new sdk.GetRecordsCommand({ ShardIterator: iterator }));
  return Records.map(({ PartitionKey, Data }) => [PartitionKey!, Buffer.from(Data!).toString('base64')]);
}

async function latest(): Promise<string | undefined> {
  const position = { StreamName: 'parked', ShardId: 'shardId-000000000000', ShardIteratorType: 'LATEST' as const };
  return (await client.send(new sdk.GetShardIteratorCommand(position))).ShardIterator;
}

async function deliver(records: readonly NativeRecord[]): Promise<[string, string][]> {
  const iterator = await latest();
  const target = streamTarget(pointed(sdk, engine.url), 'parked');
  expect(await target.deliver(records, TIMEOUT)).toEqual({ kind: 'accepted' });
  return read(iterator);
}

describe('a stream', () => {
  it('gets the bytes of each record under its own key', async () => {
    const data = Buffer.from([0, 255, 10]);
    const records = [streamRecord(1, { key: 'a', data }), streamRecord(2, { key: 'ü'.repeat(256), data })];
    expect(await deliver(records)).toEqual([
      ['a', data.toString('base64')],
      ['ü'.repeat(256), data.toString('base64')],
    ]);
  });

  it('gets the body of a message under its group, or under its id', async () => {
    const records = [message('m1', { group: 'g', body: 'größe' }), message('m2', { body: 'x' })];
    expect(await deliver(records)).toEqual([
      ['g', Buffer.from('größe').toString('base64')],
      ['m2', Buffer.from('x').toString('base64')],
    ]);
  });

  it('keeps the order of records with the same key', async () => {
    const records = streamRecords(100, 3);
    expect(await deliver(records)).toEqual(records.map(({ kinesis: { partitionKey, data } }) => [partitionKey, data]));
  });

  it('that is not there is out', async () => {
    const target = streamTarget(pointed(sdk, engine.url), 'none');
    expect(await target.deliver(messages(1), TIMEOUT)).toMatchObject({
      kind: 'failed',
      cause: 'outage',
      code: 'ResourceNotFoundException',
    });
  });

  it('refuses a record that is too large for it: no outage', async () => {
    const target = streamTarget(pointed(sdk, engine.url), 'parked');
    const delivery = await target.deliver([streamRecord(1, { data: Buffer.alloc(1_100_000) })], TIMEOUT);
    expect(delivery).toMatchObject({ kind: 'failed', cause: 'content' });
  });
});

describe('a stream that takes part of a batch', () => {
  const answer = async (codes: (string | undefined)[]): Promise<unknown> => {
    const stub = await Stub.start();
    const Records = codes.map((ErrorCode) =>
      ErrorCode ? { ErrorCode, ErrorMessage: 'slow' } : { SequenceNumber: '1' },
    );
    stub.answer = () => ({ body: JSON.stringify({ FailedRecordCount: 1, Records }) });
    const delivery = await streamTarget(pointed(sdk, stub.url), 'parked').deliver(messages(codes.length), TIMEOUT);
    await stub.stop();
    return delivery;
  };

  it('gets the others again: none of them is wrong', async () => {
    const codes = [undefined, 'ProvisionedThroughputExceededException', undefined, 'InternalFailure'];
    expect(await answer(codes)).toEqual({ kind: 'refused', items: [], untouched: [1, 3] });
  });

  it('that takes none of it is overloaded', async () => {
    const code = 'ProvisionedThroughputExceededException';
    expect(await answer([code, code])).toMatchObject({ kind: 'failed', cause: 'overload', code, message: 'slow' });
  });
});

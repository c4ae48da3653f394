import { createHash } from 'node:crypto';
import * as sdk from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { queueTarget } from '../../../lambda/adapters/queue-target';
import { recordId } from '../../../lambda/failover/records';
import { message, messages, streamRecord } from '../records';
import { Engine, startFauxqs } from './engines';
import { pointed, Stub } from './stub';

const TIMEOUT = 5_000;

let engine: Engine;
let client: sdk.SQSClient;
let queues = 0;

beforeAll(async () => {
  engine = await startFauxqs();
  client = new (pointed(sdk, engine.url).SQSClient)({});
});
afterAll(() => engine.stop());

async function createQueue(fifo = false): Promise<string> {
  const name = `parked${++queues}${fifo ? '.fifo' : ''}`;
  const Attributes = fifo ? { FifoQueue: 'true' } : {};
  return (await client.send(new sdk.CreateQueueCommand({ QueueName: name, Attributes }))).QueueUrl!;
}

/** All that is in a queue, by one message of a group after the other. */
async function receive(QueueUrl: string): Promise<sdk.Message[]> {
  const names = { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All' as const] };
  const { Messages = [] } = await client.send(
    new sdk.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...names }),
  );
  for (const { ReceiptHandle } of Messages)
    await client.send(new sdk.DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  return Messages.length === 0 ? [] : [...Messages, ...(await receive(QueueUrl))];
}

describe('a queue', () => {
  it('gets the payload of each record, and its id beside it', async () => {
    const url = await createQueue();
    await queueTarget(pointed(sdk, engine.url), url, false).deliver(messages(10), TIMEOUT);
    const received = await receive(url);
    expect(received.map(({ Body }) => Body).sort()).toEqual(
      messages(10)
        .map(({ body }) => body)
        .sort(),
    );
    expect(received.map(({ MessageAttributes }) => MessageAttributes?.['sluice-id'].StringValue).sort()).toEqual(
      messages(10).map(recordId).sort(),
    );
  });

  it('gets the attributes that a message brought', async () => {
    const url = await createQueue();
    const record = {
      ...message('a'),
      messageAttributes: {
        kind: { dataType: 'String', stringValue: 'order' },
        count: { dataType: 'Number', stringValue: '7' },
        image: { dataType: 'Binary', binaryValue: Buffer.from([0, 255]).toString('base64') },
      },
    } as unknown as SQSRecord;
    await queueTarget(pointed(sdk, engine.url), url, false).deliver([record], TIMEOUT);
    const [{ MessageAttributes }] = await receive(url);
    expect(MessageAttributes).toMatchObject({
      kind: { DataType: 'String', StringValue: 'order' },
      count: { DataType: 'Number', StringValue: '7' },
      'sluice-id': { StringValue: 'a' },
    });
    expect([...MessageAttributes!.image.BinaryValue!]).toEqual([0, 255]);
  });

  it('gets a message that brought no attributes at all', async () => {
    const url = await createQueue();
    const record = { messageId: 'a', body: 'x' } as SQSRecord;
    await queueTarget(pointed(sdk, engine.url), url, false).deliver([record], TIMEOUT);
    const [{ Body, MessageAttributes }] = await receive(url);
    expect([Body, MessageAttributes]).toMatchObject(['x', { 'sluice-id': { StringValue: 'a' } }]);
  });

  it('gets a message that has all ten attributes without an eleventh', async () => {
    const url = await createQueue();
    const messageAttributes = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [`a${i}`, { dataType: 'String', stringValue: 'x' }]),
    );
    const record = { ...message('a'), messageAttributes } as unknown as SQSRecord;
    const delivery = await queueTarget(pointed(sdk, engine.url), url, false).deliver([record], TIMEOUT);
    expect(delivery).toEqual({ kind: 'accepted' });
    expect(Object.keys((await receive(url))[0].MessageAttributes!)).toHaveLength(10);
  });

  test.each<[string, Buffer, string, string | undefined]>([
    ['text as it is', Buffer.from('{"größe":1}\n'), '{"größe":1}\n', undefined],
    ['bytes in base64', Buffer.from([0xff, 0xfe]), '//4=', 'base64'],
    ['text with what SQS does not take in base64', Buffer.from('a\u0000b'), 'YQBi', 'base64'],
    [
      'text that is no character in base64',
      Buffer.from('a\uffff'),
      Buffer.from('a\uffff').toString('base64'),
      'base64',
    ],
  ])('gets of a stream %s', async (_, data, body, encoding) => {
    const url = await createQueue();
    await queueTarget(pointed(sdk, engine.url), url, false).deliver([streamRecord(1, { data })], TIMEOUT);
    const [{ Body, MessageAttributes }] = await receive(url);
    expect([Body, MessageAttributes?.['sluice-encoding']?.StringValue]).toEqual([body, encoding]);
  });

  it('that is not there is out', async () => {
    const target = queueTarget(pointed(sdk, engine.url), `${engine.url}/000000000000/none`, false);
    expect(await target.deliver(messages(1), TIMEOUT)).toMatchObject({ cause: 'outage', code: 'QueueDoesNotExist' });
  });

  it('is handed less of a batch that is too long', async () => {
    const url = await createQueue();
    const records = messages(10, { body: 'x'.repeat(200_000) });
    const delivery = await queueTarget(pointed(sdk, engine.url), url, false).deliver(records, TIMEOUT);
    expect(delivery).toMatchObject({ kind: 'failed', cause: 'content' });
  });
});

describe('a FIFO queue', () => {
  it('gets each record in the group of its order key, once however often it is sent', async () => {
    const url = await createQueue(true);
    const target = queueTarget(pointed(sdk, engine.url), url, true);
    const records = [message('a', { group: 'g' }), message('b', { group: 'g' }), message('c', { group: 'h' })];
    for (let i = 0; i < 3; i++) expect(await target.deliver(records, TIMEOUT)).toEqual({ kind: 'accepted' });
    const received = await receive(url);
    // One of each group at a time.
    expect(received.map(({ Attributes }) => [Attributes?.MessageGroupId, Attributes?.MessageDeduplicationId])).toEqual([
      ['g', 'a'],
      ['h', 'c'],
      ['g', 'b'],
    ]);
  });

  it('gets the records of a stream by their partition key, in characters that it takes', async () => {
    const url = await createQueue(true);
    const target = queueTarget(pointed(sdk, engine.url), url, true);
    const keys = ['plain', 'größe und maß', '', 'k'.repeat(256)];
    const records = keys.map((key, i) => streamRecord(i, { key }));
    expect(await target.deliver(records, TIMEOUT)).toEqual({ kind: 'accepted' });
    const groups = (await receive(url)).map(({ Attributes }) => Attributes?.MessageGroupId);
    expect(groups).toEqual(['plain', 'gr--e-und-ma-', '-', 'k'.repeat(128)]);
  });
});

describe('a queue that takes part of a batch', () => {
  const MD5 = messages(3).map(({ body }) => createHash('md5').update(body).digest('hex'));

  const answer = async (...failed: Partial<sdk.BatchResultErrorEntry>[]): Promise<unknown> => {
    const stub = await Stub.start();
    const others = ['0', '1', '2'].filter((Id) => !failed.some((entry) => entry.Id === Id));
    const Successful = others.map((Id) => ({ Id, MessageId: Id, MD5OfMessageBody: MD5[Number(Id)] }));
    stub.answer = () => ({ body: JSON.stringify({ Failed: failed, Successful }) });
    const delivery = await queueTarget(pointed(sdk, stub.url), stub.url, false).deliver(messages(3), TIMEOUT);
    await stub.stop();
    return delivery;
  };

  const invalid = { Id: '1', SenderFault: true, Code: 'InvalidMessageContents', Message: 'no' };
  const busy = { Id: '2', SenderFault: false, Code: 'InternalError', Message: 'busy' };

  it('has the record refused that is the sender’s fault, and the other handed over again', async () => {
    expect(await answer(invalid, busy)).toMatchObject({
      kind: 'refused',
      items: [{ index: 1, cause: 'content', code: 'InvalidMessageContents', message: 'no' }],
      untouched: [2],
    });
  });

  test.each(['KmsDisabled', 'KMS.DisabledException', 'AccessDenied', 'RequestThrottled'])(
    'calls %s the sender’s fault, which is no fault of the record',
    async (Code) => {
      expect(await answer({ ...invalid, Code })).toMatchObject({ items: [], untouched: [1] });
    },
  );

  it('that takes none of it is overloaded', async () => {
    const all = ['0', '1', '2'].map((Id) => ({ ...busy, Id }));
    expect(await answer(...all)).toMatchObject({ kind: 'failed', cause: 'overload', code: 'InternalError' });
  });

  it('need not say why', async () => {
    expect(await answer({ Id: '0' })).toMatchObject({ kind: 'refused', items: [], untouched: [0] });
  });
});

import type { KinesisStreamRecord, SQSRecord } from 'aws-lambda';
import {
  eventTime,
  isWellFormed,
  itemIdentifier,
  orderKey,
  receives,
  recordId,
} from '../../../lambda/failover/records';
import { message, START, streamRecord } from '../records';

/** What the Kinesis Producer Library makes of several user records: magic, protobuf, MD5. */
const AGGREGATED = Buffer.concat([
  Buffer.from('f3899ac2', 'hex'),
  Buffer.from('\n\x05key-1\x1a\x05hello'),
  Buffer.alloc(16, 7),
]);

function without<T extends object>(record: T, ...names: string[]): T {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name))) as T;
}

const bare = (kinesis: object): KinesisStreamRecord => ({ kinesis }) as unknown as KinesisStreamRecord;

describe('a record that can be delivered and acknowledged', () => {
  test.each<[string, unknown, boolean]>([
    ['a message', message('a'), true],
    ['a message with an empty body', message('a', { body: '' }), true],
    ['a message without attributes', { messageId: 'a', body: 'b' }, true],
    ['a stream record', streamRecord(1), true],
    ['a stream record of no bytes', streamRecord(1, { data: Buffer.alloc(0) }), true],
    ['a stream record of bytes that are no text', streamRecord(1, { data: Buffer.from([0xff, 0xfe, 0]) }), true],
    ['an aggregated record of the producer library', streamRecord(1, { data: AGGREGATED }), true],
    ['a stream record of nothing but its number and data', bare({ sequenceNumber: '1', data: '' }), true],
    ['a message without a body', without(message('a'), 'body'), false],
    ['a message whose body is an object', { messageId: 'a', body: {} }, false],
    ['a message whose id is a number', { messageId: 1, body: '' }, false],
    ['a stream record without a number', bare({ data: '' }), false],
    ['a stream record without data', bare({ sequenceNumber: '1' }), false],
    ['a record of another source', { eventSource: 'aws:s3', s3: {} }, false],
    ['null', null, false],
    ['undefined', undefined, false],
    ['text', 'a', false],
    ['a list', [], false],
    ['kinesis: null', { kinesis: null }, false],
  ])('%s: %s', (_, record, expected) => expect(isWellFormed(record)).toBe(expected));
});

describe('what names a record', () => {
  it('is the message id of a message, for targets and for its source', () => {
    expect([recordId(message('a')), itemIdentifier(message('a'))]).toEqual(['a', 'a']);
  });

  it('is the event id of a stream record for targets, its sequence number for its source', () => {
    const record = streamRecord(7);
    expect(recordId(record)).toBe(`shardId-000000000006:${record.kinesis.sequenceNumber}`);
    expect(itemIdentifier(record)).toBe(record.kinesis.sequenceNumber);
    expect(recordId(bare({ sequenceNumber: '9', data: '' }))).toBe('9');
  });
});

describe('the key whose order is kept', () => {
  test.each<[string, SQSRecord | KinesisStreamRecord, string]>([
    ['the group of a FIFO message', message('a', { group: 'g' }), 'g'],
    ['the id of any other message', message('a'), 'a'],
    ['the id of a message without attributes', without(message('a'), 'attributes'), 'a'],
    ['the partition key of a stream record', streamRecord(1, { key: 'k' }), 'k'],
    ['the number of a stream record without a key', bare({ sequenceNumber: '9', data: '' }), '9'],
  ])('is %s', (_, record, key) => expect(orderKey(record)).toBe(key));
});

describe('the event time', () => {
  test.each<[string, SQSRecord | KinesisStreamRecord, number]>([
    ['of a message is when it was sent', message('a', { sentAt: START }), START],
    [
      'of a stream record is when it arrived, in milliseconds',
      streamRecord(1, { arrivedAt: START + 123 }),
      START + 123,
    ],
    ['that is no number is the given one', message('a', { sentAt: NaN }), 42],
    ['with a sign or an exponent is the given one', message('a', { sentAt: 1e300 }), 42],
    ['before the epoch is the given one', message('a', { sentAt: -5 }), 42],
    ['at the epoch itself, as an empty field reads, is the given one', message('a', { sentAt: 0 }), 42],
    ['past the end of time is the given one', message('a', { sentAt: 8_640_000_000_000_001 }), 42],
    ['of a message without attributes is the given one', without(message('a'), 'attributes'), 42],
    ['of a stream record without an arrival is the given one', bare({ sequenceNumber: '1', data: '' }), 42],
  ])('%s', (_, record, millis) => expect(eventTime(record, 42)).toBe(millis));

  it('also counts where the source gives a number instead of text', () => {
    const record = { ...message('a'), attributes: { SentTimestamp: START } } as unknown as SQSRecord;
    expect(eventTime(record, 42)).toBe(START);
  });
});

describe('the number of receives', () => {
  test.each<[string, SQSRecord | KinesisStreamRecord, number]>([
    ['of a message is counted by its queue', message('a', { receives: 7 }), 7],
    ['is one where the queue does not say', without(message('a'), 'attributes'), 1],
    ['is one where the queue says no number', message('a', { receives: NaN }), 1],
    ['of a stream record is one', streamRecord(1), 1],
  ])('%s', (_, record, count) => expect(receives(record)).toBe(count));
});

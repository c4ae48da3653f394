import type { KinesisStreamRecord, SQSRecord } from 'aws-lambda';
import type { NativeRecord } from '../../lambda/failover/records';

/** Where the tests' clocks start: 2026-11-24T03:00:00Z. */
export const START = Date.UTC(2026, 10, 24, 3);

export interface MessageOptions {
  readonly group?: string;
  readonly receives?: number;
  readonly sentAt?: number;
  readonly body?: string;
}

/** An SQS message as AWS Lambda hands it over. */
export function message(id: string, options: MessageOptions = {}): SQSRecord {
  const { group, receives = 1, sentAt = START - 1_000, body = `{"order":"${id}"}` } = options;
  return {
    messageId: id,
    receiptHandle: `handle-of-${id}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt),
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: String(sentAt + 1),
      ...(group !== undefined && { MessageGroupId: group, SequenceNumber: '18849496460467696128' }),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:orders',
    awsRegion: 'eu-west-1',
  };
}

export interface StreamRecordOptions {
  readonly key?: string;
  readonly arrivedAt?: number;
  readonly data?: Buffer;
}

/** A Kinesis record as AWS Lambda hands it over. */
export function streamRecord(sequence: number, options: StreamRecordOptions = {}): KinesisStreamRecord {
  const { key = `key-${sequence}`, arrivedAt = START - 1_000, data = Buffer.from(`{"order":${sequence}}`) } = options;
  const sequenceNumber = `49545115243490985018280067714973144582180062593244${String(sequence).padStart(6, '0')}`;
  return {
    awsRegion: 'eu-west-1',
    eventID: `shardId-000000000006:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    eventSource: 'aws:kinesis',
    eventSourceARN: 'arn:aws:kinesis:eu-west-1:111122223333:stream/orders',
    eventVersion: '1.0',
    invokeIdentityArn: 'arn:aws:iam::111122223333:role/consumer',
    kinesis: {
      approximateArrivalTimestamp: arrivedAt / 1_000,
      data: data.toString('base64'),
      kinesisSchemaVersion: '1.0',
      partitionKey: key,
      sequenceNumber,
    },
  };
}

export function messages(count: number, options: MessageOptions = {}, prefix = 'm'): SQSRecord[] {
  return Array.from({ length: count }, (_, i) => message(`${prefix}${i}`, options));
}

/** Records of a shard, their keys taken in turn from `keys` ones. */
export function streamRecords(count: number, keys = count): KinesisStreamRecord[] {
  return Array.from({ length: count }, (_, i) => streamRecord(i, { key: `key-${i % keys}` }));
}

export function idsOf(records: readonly NativeRecord[]): string[] {
  return records.map((record) => ('messageId' in record ? record.messageId : record.eventID));
}

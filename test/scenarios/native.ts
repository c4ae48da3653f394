import type { KinesisStreamRecord, SQSRecord } from 'aws-lambda';
import type { Received } from '../../lib/simulation/data-plane/queue';
import type { StreamRecord } from '../../lib/simulation/data-plane/stream';
import type { NativeRecord } from '../../lambda/failover/records';
import type { Handed } from '../../lib/simulation/data-plane/sink';
import type { Stored } from '../../lib/simulation/data-plane/accounts';
import { message } from '../lambda/records';

/** A message as Lambda hands it over. */
export function nativeMessage({ id, body, group, sentAt, receives, receipt }: Received): SQSRecord {
  return { ...message(id, { body, group, receives, sentAt }), receiptHandle: `${id}/${receipt}` };
}

export function sequenceNumberOf({ sequence }: StreamRecord): string {
  return `4954511524349098501828006771497314458218006259${String(sequence).padStart(10, '0')}`;
}

/** The id that targets and the lake know a stream's record by. */
export function streamRecordId(record: StreamRecord): string {
  return `${record.shard}:${sequenceNumberOf(record)}`;
}

/** A record of a stream as Lambda hands it over. */
export function nativeStreamRecord(record: StreamRecord): KinesisStreamRecord {
  return {
    awsRegion: 'eu-west-1',
    eventID: streamRecordId(record),
    eventName: 'aws:kinesis:record',
    eventSource: 'aws:kinesis',
    eventSourceARN: 'arn:aws:kinesis:eu-west-1:111122223333:stream/orders',
    eventVersion: '1.0',
    invokeIdentityArn: 'arn:aws:iam::111122223333:role/consumer',
    kinesis: {
      approximateArrivalTimestamp: record.arrivedAt / 1_000,
      data: record.data,
      kinesisSchemaVersion: '1.0',
      partitionKey: record.key,
      sequenceNumber: sequenceNumberOf(record),
    },
  };
}

/** What a consumer sees of a record. */
export function handed(record: NativeRecord): Handed {
  if ('messageId' in record) {
    return { id: record.messageId, key: record.attributes.MessageGroupId ?? record.messageId, payload: record.body };
  }
  return { id: record.eventID, key: record.kinesis.partitionKey, payload: record.kinesis.data };
}

/** Objects of the lake, read without the code that writes them: lines of envelopes, or what Lambda itself stored. */
export function readObject(_key: string, body: string): Stored[] {
  return body
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const value = JSON.parse(line) as { record?: NativeRecord; payload?: { Records: NativeRecord[] } };
      return value.payload ? value.payload.Records : [value.record!];
    })
    .map(handed)
    .map(({ id, payload }) => ({ id, payload }));
}

import type * as Sdk from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Target } from '../failover/host';
import { NativeRecord, orderKey, recordId } from '../failover/records';
import { ONCE } from './client-config';
import { entryDelivery } from './entry-delivery';
import { textOf } from './payload';
import { targetOf } from './target';

/** SQS: 10 messages a batch, 10 attributes a message, 128 characters in a group or deduplication id. */
const MAX_RECORDS = 10;
const MAX_ATTRIBUTES = 10;
const MAX_ID_LENGTH = 128;

/** Carries the record's id. */
const ID_ATTRIBUTE = 'sluice-id';
const ENCODING_ATTRIBUTE = 'sluice-encoding';

/** SQS calls a disabled key or a denied permission the sender's fault; it is no fault of the record's. */
const NOT_THE_RECORD = /kms|accessdenied|throttl/i;

/** A queue gets each record's payload as a message; `sluice-id` names the record, `sluice-encoding` says `base64` for bytes. */
export function queueTarget(
  { SendMessageBatchCommand, SQSClient }: typeof Sdk,
  queueUrl: string,
  fifo: boolean,
): Target {
  const client = new SQSClient(ONCE);
  return targetOf(MAX_RECORDS, async (records, abortSignal) => {
    const entries = records.map((record, index) => entryOf(record, index, fifo));
    const send = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries });
    const { Failed = [], Successful = [] } = await client.send(send, { abortSignal });
    const missed = Failed.map(({ Id, Code = 'Unknown', Message = '', SenderFault = false }) => ({
      index: Number(Id),
      code: Code,
      message: Message,
      content: SenderFault && !NOT_THE_RECORD.test(Code),
    }));
    return entryDelivery(records.length, Successful.length + Failed.length, missed);
  });
}

function entryOf(record: NativeRecord, index: number, fifo: boolean): Sdk.SendMessageBatchRequestEntry {
  const { text, encoding } = textOf(record);
  return {
    Id: String(index),
    MessageBody: text,
    MessageAttributes: attributesOf(record, encoding),
    ...(fifo && {
      MessageGroupId: printable(orderKey(record)).slice(0, MAX_ID_LENGTH) || '-',
      MessageDeduplicationId: printable(recordId(record)).slice(-MAX_ID_LENGTH),
    }),
  };
}

type Attributes = Record<string, Sdk.MessageAttributeValue>;

function attributesOf(record: NativeRecord, encoding: string): Attributes {
  const own = 'messageId' in record ? ownAttributes(record) : {};
  const room = Object.keys(own).length < MAX_ATTRIBUTES;
  return {
    ...own,
    ...(room && { [ID_ATTRIBUTE]: { DataType: 'String', StringValue: recordId(record) } }),
    ...(encoding === 'base64' && { [ENCODING_ATTRIBUTE]: { DataType: 'String', StringValue: encoding } }),
  };
}

function ownAttributes({ messageAttributes = {} }: SQSRecord): Attributes {
  return Object.fromEntries(
    Object.entries(messageAttributes).map(([name, { dataType, stringValue, binaryValue }]) => [
      name,
      {
        DataType: dataType,
        StringValue: stringValue,
        BinaryValue: binaryValue === undefined ? undefined : Buffer.from(binaryValue, 'base64'),
      },
    ]),
  );
}

function printable(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '-');
}

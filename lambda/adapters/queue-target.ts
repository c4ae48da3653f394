import {
  MessageAttributeValue,
  SendMessageBatchCommand,
  SendMessageBatchRequestEntry,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Delivery, Target } from '../failover/host';
import { NativeRecord, orderKey, recordId } from '../failover/records';
import { ONCE } from './client-config';
import { textOf } from './payload';
import { entryDelivery } from './entry-delivery';
import { sdkFailure } from './sdk-failure';

/** Attributes that a message may have, and the one that carries the record's id. */
const MAX_ATTRIBUTES = 10;
const ID_ATTRIBUTE = 'sluice-id';
const ENCODING_ATTRIBUTE = 'sluice-encoding';

/** SQS calls a disabled key or a denied permission the sender's fault; it is no fault of the record's. */
const NOT_THE_RECORD = /kms|accessdenied|throttl/i;

/** A queue gets each record's payload as a message; `sluice-id` names the record, `sluice-encoding` says `base64` for bytes. */
export class QueueTarget implements Target {
  /** SQS: 10 messages a batch. */
  public readonly maxRecords = 10;
  private readonly client = new SQSClient(ONCE);

  constructor(
    private readonly queueUrl: string,
    private readonly fifo: boolean,
  ) {}

  public async deliver(records: readonly NativeRecord[], timeoutMillis: number): Promise<Delivery> {
    try {
      const { Failed = [] } = await this.client.send(
        new SendMessageBatchCommand({ QueueUrl: this.queueUrl, Entries: records.map((r, i) => this.entry(r, i)) }),
        { abortSignal: AbortSignal.timeout(timeoutMillis) },
      );
      return entryDelivery(
        records.length,
        Failed.map(({ Id, Code = 'Unknown', Message = '', SenderFault = false }) => ({
          index: Number(Id),
          code: Code,
          message: Message,
          content: SenderFault && !NOT_THE_RECORD.test(Code),
        })),
      );
    } catch (error) {
      return sdkFailure(error);
    }
  }

  private entry(record: NativeRecord, index: number): SendMessageBatchRequestEntry {
    const { text, encoding } = textOf(record);
    return {
      Id: String(index),
      MessageBody: text,
      MessageAttributes: attributesOf(record, encoding),
      ...(this.fifo && {
        MessageGroupId: groupOf(record),
        MessageDeduplicationId: recordId(record)
          .replace(/[^\x21-\x7e]/g, '-')
          .slice(-128),
      }),
    };
  }
}

function attributesOf(record: NativeRecord, encoding: string): Record<string, MessageAttributeValue> {
  const own = 'messageId' in record ? ownAttributes(record) : {};
  const room = Object.keys(own).length < MAX_ATTRIBUTES;
  return {
    ...own,
    ...(room && { [ID_ATTRIBUTE]: { DataType: 'String', StringValue: recordId(record) } }),
    ...(encoding === 'base64' && { [ENCODING_ATTRIBUTE]: { DataType: 'String', StringValue: encoding } }),
  };
}

function ownAttributes(record: SQSRecord): Record<string, MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(record.messageAttributes ?? {}).map(([name, { dataType, stringValue, binaryValue }]) => [
      name,
      {
        DataType: dataType,
        StringValue: stringValue,
        BinaryValue: binaryValue === undefined ? undefined : Buffer.from(binaryValue, 'base64'),
      },
    ]),
  );
}

/** At most 128 printable characters. */
function groupOf(record: NativeRecord): string {
  return (
    orderKey(record)
      .replace(/[^\x21-\x7e]/g, '-')
      .slice(0, 128) || '-'
  );
}

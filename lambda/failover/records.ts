import type { KinesisStreamRecord, SQSRecord } from 'aws-lambda';

/** A record as AWS Lambda hands it over; it is passed on untouched. */
export type NativeRecord = SQSRecord | KinesisStreamRecord;

/** True where the record has the parts that delivery and acknowledgement rest on. */
export function isWellFormed(record: unknown): record is NativeRecord {
  if (typeof record !== 'object' || record === null) return false;
  const { messageId, body, kinesis } = record as Partial<SQSRecord & KinesisStreamRecord>;
  if (typeof messageId === 'string') return typeof body === 'string';
  return typeof kinesis?.sequenceNumber === 'string' && typeof kinesis.data === 'string';
}

/** The same over retries, fallback and replay: what an idempotent target keys on. */
export function recordId(record: NativeRecord): string {
  return 'messageId' in record ? record.messageId : (record.eventID ?? record.kinesis.sequenceNumber);
}

/** What the source wants named in `batchItemFailures`. */
export function itemIdentifier(record: NativeRecord): string {
  return 'messageId' in record ? record.messageId : record.kinesis.sequenceNumber;
}

/** Records that share it must keep their order, where the source promises one. */
export function orderKey(record: NativeRecord): string {
  return 'messageId' in record
    ? (record.attributes?.MessageGroupId ?? record.messageId)
    : (record.kinesis.partitionKey ?? record.kinesis.sequenceNumber);
}

/** The last millisecond that a JavaScript date can hold. */
const MAX_MILLIS = 8_640_000_000_000_000;

/** Milliseconds since the epoch at which the source accepted the record; `otherwise` where it does not say. */
export function eventTime(record: NativeRecord, otherwise: number): number {
  const millis =
    'messageId' in record
      ? digits(record.attributes?.SentTimestamp)
      : Math.round(record.kinesis.approximateArrivalTimestamp * 1000);
  return millis > 0 && millis < MAX_MILLIS ? millis : otherwise;
}

/** Times the source has handed the record over, this time included. */
export function receives(record: NativeRecord): number {
  return 'messageId' in record ? Number(record.attributes?.ApproximateReceiveCount) || 1 : 1;
}

/** `Number` for text of decimal digits, in half the time: it runs for every record that is stored. */
function digits(text: unknown): number {
  if (typeof text !== 'string') return Number(text);
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

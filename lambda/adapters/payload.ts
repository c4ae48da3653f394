import type { NativeRecord } from '../failover/records';

/** A record's own bytes. */
export function bytesOf(record: NativeRecord): Buffer {
  return 'messageId' in record ? Buffer.from(record.body, 'utf8') : Buffer.from(record.kinesis.data, 'base64');
}

/**
 * A record's payload as text: as it is where it is text that SQS accepts (XML 1.0 characters), else base64.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function textOf(record: NativeRecord): { readonly text: string; readonly encoding: 'utf-8' | 'base64' } {
  if ('messageId' in record) return { text: record.body, encoding: 'utf-8' };
  const bytes = Buffer.from(record.kinesis.data, 'base64');
  const text = bytes.toString('utf8');
  const isText = !NOT_ALLOWED.test(text) && Buffer.from(text, 'utf8').equals(bytes);
  return isText && text !== '' ? { text, encoding: 'utf-8' } : { text: record.kinesis.data, encoding: 'base64' };
}

const NOT_ALLOWED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

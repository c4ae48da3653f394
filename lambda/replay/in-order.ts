import type { Envelope } from '../../lib/contract/lake';
import type { NativeRecord } from '../failover/records';

/** Records of several objects, put among each other by time, and by their source's count. */
export function inOrder(envelopes: readonly Envelope[]): readonly Envelope[] {
  return [...envelopes].sort((a, b) => a.eventTime - b.eventTime || compare(sequenceOf(a), sequenceOf(b)));
}

/** Counts of a shard or message group, which grow; text of digits, too long for a number. */
function sequenceOf({ record }: Envelope): string {
  const native = record as NativeRecord;
  return 'messageId' in native ? (native.attributes?.SequenceNumber ?? '') : native.kinesis.sequenceNumber;
}

function compare(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}

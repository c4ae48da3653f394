import type { Delivery } from '../failover/host';

/** An entry that a batch API did not take. */
export interface FailedEntry {
  readonly index: number;
  readonly code: string;
  readonly message: string;
  /** The entry itself is wrong; otherwise the service had no room for it just now. */
  readonly content: boolean;
}

/** What a batch API with a result per entry (SQS, Kinesis) did with `count` records. */
export function entryDelivery(count: number, failed: readonly FailedEntry[]): Delivery {
  if (failed.length === 0) return { kind: 'accepted' };
  const items = failed.filter(({ content }) => content).map((entry) => ({ ...entry, cause: 'content' as const }));
  const untouched = failed.filter(({ content }) => !content).map(({ index }) => index);
  if (untouched.length === count) {
    return { kind: 'failed', cause: 'overload', code: failed[0].code, message: failed[0].message };
  }
  return { kind: 'refused', items, untouched };
}

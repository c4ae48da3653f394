import { ACCEPTED, failed } from '../failover/delivery';
import type { Delivery } from '../failover/host';

/** An entry that a batch API did not take. */
export interface FailedEntry {
  readonly index: number;
  readonly code: string;
  readonly message: string;
  /** The entry itself is wrong; otherwise the service had no room for it just now. */
  readonly content: boolean;
}

/** What a batch API with a result per entry (SQS, Kinesis) did with `count` records; `answered`: the results that it gave. */
export function entryDelivery(count: number, answered: number, missed: readonly FailedEntry[]): Delivery {
  if (answered !== count) return failed('outage', 'BAD_RESPONSE', `${answered} results for ${count} records`);
  if (missed.length === 0) return ACCEPTED;
  const items = missed.filter(({ content }) => content).map((entry) => ({ ...entry, cause: 'content' as const }));
  const untouched = missed.filter(({ content }) => !content).map(({ index }) => index);
  if (untouched.length === count) return failed('overload', missed[0].code, missed[0].message);
  return { kind: 'refused', items, untouched };
}

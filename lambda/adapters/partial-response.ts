import { ACCEPTED, failed } from '../failover/delivery';
import type { Delivery, Refusal } from '../failover/host';
import { itemIdentifier, NativeRecord } from '../failover/records';

/**
 * What a consumer's answer to a native event means, as AWS Lambda's own event source mappings read it: nothing, an empty or a
 * null list is success; a list with an identifier that was not handed over is failure of the whole; a stream consumer is
 * resumed at its lowest failure, a FIFO consumer at the first failure of each group. Beyond AWS, an answer with a
 * `statusCode` of 400 or more is a failure, as from a function written for an API.
 */
export function deliveryOf(records: readonly NativeRecord[], response: unknown): Delivery {
  if (typeof response !== 'object' || response === null) return ACCEPTED;
  const { statusCode, batchItemFailures } = response as { statusCode?: unknown; batchItemFailures?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400) return statusFailure(statusCode, 'the function');
  if (batchItemFailures === undefined || batchItemFailures === null) return ACCEPTED;
  if (!Array.isArray(batchItemFailures)) return failed('unclear', 'BAD_RESPONSE', 'batchItemFailures is not a list');
  if (batchItemFailures.length === 0) return ACCEPTED;
  return namedFailures(records, batchItemFailures);
}

/** The answer's JSON; one that is not JSON says no more than its status. */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A status of an HTTP answer: 429 wants less, 5xx cannot work, 4xx is either a wrong set-up or a wrong record. */
export function statusFailure(status: number, who: string): Delivery {
  const cause = status === 429 ? 'overload' : CONTENT_STATUS.has(status) ? 'content' : 'outage';
  return failed(cause, `HTTP_${status}`, `${who} answered ${status}`);
}

/** Bad request, content too large, URI too long, unsupported media type, unprocessable content. */
const CONTENT_STATUS: ReadonlySet<number> = new Set([400, 413, 414, 415, 422]);

function namedFailures(records: readonly NativeRecord[], failures: readonly unknown[]): Delivery {
  const named = new Set(failures.map((failure) => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier));
  const known = new Set<unknown>(records.map(itemIdentifier));
  if (![...named].every((identifier) => known.has(identifier))) {
    return failed('unclear', 'BAD_ITEM_IDENTIFIER', 'batchItemFailures names a record that was not handed over');
  }
  const items: Refusal[] = [];
  const untouched: number[] = [];
  const stopped = new Set<string>();
  records.forEach((record, index) => {
    const group = orderedGroupOf(record);
    const isNamed = named.has(itemIdentifier(record));
    if (group !== undefined && stopped.has(group)) {
      // A stream consumer has come to nothing behind its first failure; a FIFO consumer names what it has not come to.
      if (isNamed || 'kinesis' in record) untouched.push(index);
    } else if (isNamed) {
      items.push({ index, ...ITEM_FAILURE });
      if (group !== undefined) stopped.add(group);
    }
  });
  if (items.length + untouched.length < records.length) return { kind: 'refused', items, untouched };
  const failure = failed('unclear', 'ALL_REFUSED', `all ${records.length} records were returned as failed`);
  return { ...failure, named: untouched.length === 0 };
}

const ITEM_FAILURE = {
  cause: 'unclear',
  code: 'ITEM_FAILURE',
  message: 'the consumer returned it as failed',
} as const;

/** What a consumer works in order, so that it stops there at its first failure: the shard, or a FIFO queue's group. */
function orderedGroupOf(record: NativeRecord): string | undefined {
  return 'kinesis' in record ? '' : record.attributes?.MessageGroupId;
}

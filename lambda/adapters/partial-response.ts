import { failed } from '../failover/delivery';
import type { Delivery } from '../failover/host';
import { itemIdentifier, NativeRecord } from '../failover/records';

/**
 * What a consumer's answer to a native event means, as AWS Lambda's own event source mappings read it: nothing, an empty or a
 * null list is success; a list with an identifier that was not handed over is failure of the whole; a stream consumer is
 * resumed at its lowest failure, a FIFO consumer at the first failure of each group. Beyond AWS, an answer with a
 * `statusCode` of 400 or more is a failure, as from a function written for an API.
 */
export function deliveryOf(records: readonly NativeRecord[], response: unknown): Delivery {
  if (typeof response !== 'object' || response === null) return { kind: 'accepted' };
  const { statusCode, batchItemFailures } = response as { statusCode?: unknown; batchItemFailures?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400) return statusFailure(statusCode, 'the function');
  if (batchItemFailures === undefined || batchItemFailures === null) return { kind: 'accepted' };
  if (!Array.isArray(batchItemFailures)) return failed('unclear', 'BAD_RESPONSE', 'batchItemFailures is not a list');
  if (batchItemFailures.length === 0) return { kind: 'accepted' };
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
  const positions = records.flatMap((record, index) => (named.has(itemIdentifier(record)) ? [index] : []));
  const known = new Set<unknown>(records.map(itemIdentifier));
  if ([...named].some((identifier) => !known.has(identifier))) {
    return failed('unclear', 'BAD_ITEM_IDENTIFIER', 'batchItemFailures names a record that was not handed over');
  }
  const untouched = new Set(untouchedOf(records, positions));
  const refused = positions.filter((index) => !untouched.has(index));
  if (refused.length + untouched.size === records.length) {
    return failed('unclear', 'ALL_REFUSED', `all ${records.length} records were returned as failed`);
  }
  const items = refused.map((index) => ({
    index,
    cause: 'unclear' as const,
    code: 'ITEM_FAILURE',
    message: 'the consumer returned the record as failed',
  }));
  return { kind: 'refused', items, untouched: [...untouched] };
}

/** Records that an ordered consumer has not come to, behind its first failure. */
function untouchedOf(records: readonly NativeRecord[], failed: readonly number[]): number[] {
  if ('kinesis' in records[0]) return range(Math.min(...failed) + 1, records.length);
  const groups = new Set<string>();
  return failed.filter((index) => {
    const record = records[index];
    const group = 'messageId' in record ? record.attributes?.MessageGroupId : undefined;
    if (group === undefined) return false;
    const behind = groups.has(group);
    groups.add(group);
    return behind;
  });
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

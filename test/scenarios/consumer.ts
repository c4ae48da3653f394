import { deliveryOf } from '../../lambda/adapters/partial-response';
import { sdkFailure } from '../../lambda/adapters/sdk-failure';
import { ACCEPTED, failed } from '../../lambda/failover/delivery';
import type { Delivery, Target } from '../../lambda/failover/host';
import { itemIdentifier, type NativeRecord } from '../../lambda/failover/records';
import type { Answer, Caller, Sink } from '../../lib/simulation/data-plane/sink';
import { handed } from './native';

/** The code of a fault that a consumer answers by throwing, as where a service that it needs is away. */
export const THREW = 'FunctionError';

const THROWN = failed('unclear', 'TypeError', 'it throws');

/** A consumer behind the adapter of a function: it answers as consumers do, and its answers are read by the real code. */
export function targetOf(sink: Sink, caller: Caller, maxRecords: number): Target {
  return {
    maxRecords,
    async deliver(records, timeoutMillis) {
      try {
        return deliveryFrom(await sink.hand(caller, records.map(handed), timeoutMillis), records);
      } catch (error) {
        return (error as Error).name === THREW ? THROWN : sdkFailure(error);
      }
    },
  };
}

function deliveryFrom(answer: Answer, records: readonly NativeRecord[]): Delivery {
  switch (answer.kind) {
    case 'done':
      return ACCEPTED;
    case 'threw':
      return THROWN;
    case 'rejected':
      return failed('content', 'HTTP_400', 'a record is bad');
    case 'said':
      return deliveryOf(records, answer.what);
    case 'named': {
      const named = new Set(answer.ids);
      const bad = records.filter((record) => named.has(handed(record).id));
      return deliveryOf(records, { batchItemFailures: bad.map((r) => ({ itemIdentifier: itemIdentifier(r) })) });
    }
  }
}

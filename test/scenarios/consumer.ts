import { deliveryOf } from '../../lambda/adapters/partial-response';
import { sdkFailure } from '../../lambda/adapters/sdk-failure';
import { ACCEPTED, failed } from '../../lambda/failover/delivery';
import type { Delivery, Target } from '../../lambda/failover/host';
import { itemIdentifier, type NativeRecord } from '../../lambda/failover/records';
import type { Process } from '../../lib/simulation/data-plane/process';
import type { Answer, Sink } from '../../lib/simulation/data-plane/sink';
import { handed } from './native';

const MAX_RECORDS = 10_000;

/** A consumer behind the adapter of a function: it answers as consumers do, and its answers are read by the real code. */
export function targetOf(sink: Sink, environment: Process): Target {
  return {
    maxRecords: MAX_RECORDS,
    async deliver(records, timeoutMillis) {
      try {
        return deliveryFrom(await sink.hand(environment, records.map(handed), timeoutMillis), records);
      } catch (error) {
        return sdkFailure(error);
      }
    },
  };
}

function deliveryFrom(answer: Answer, records: readonly NativeRecord[]): Delivery {
  switch (answer.kind) {
    case 'done':
      return ACCEPTED;
    case 'threw':
      return failed('unclear', 'TypeError', 'a record is bad');
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

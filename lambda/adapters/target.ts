import type { Delivery, Target } from '../failover/host';
import type { NativeRecord } from '../failover/records';
import { sdkFailure } from './sdk-failure';

/** Hands records over in one call that ends with the signal; may throw whatever the client throws. */
export type Call = (records: readonly NativeRecord[], abortSignal: AbortSignal) => Promise<Delivery>;

/** A target over a client's call, which may take `limitMillis` at most. */
export function targetOf(maxRecords: number, call: Call, limitMillis = Infinity): Target {
  return {
    maxRecords,
    async deliver(records, timeoutMillis) {
      try {
        return await call(records, AbortSignal.timeout(Math.min(timeoutMillis, limitMillis)));
      } catch (error) {
        return sdkFailure(error);
      }
    },
  };
}

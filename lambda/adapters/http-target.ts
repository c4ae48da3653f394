import type { Target } from '../failover/host';
import { deliveryOf, parseAnswer, statusFailure } from './partial-response';
import { sdkFailure } from './sdk-failure';

/** An HTTP service gets the native event by POST; a JSON answer may name failed items as a Lambda consumer would. */
export function httpTarget(url: string, limitMillis: number, headers: Record<string, string>): Target {
  return {
    maxRecords: 10_000,
    async deliver(records, timeoutMillis) {
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ Records: records }),
          signal: AbortSignal.timeout(Math.min(timeoutMillis, limitMillis)),
          redirect: 'error',
        });
        const text = await response.text();
        return response.ok ? deliveryOf(records, parseAnswer(text)) : statusFailure(response.status, new URL(url).host);
      } catch (error) {
        return sdkFailure(error);
      }
    },
  };
}

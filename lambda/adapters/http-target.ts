import type { Delivery, Target } from '../failover/host';
import type { NativeRecord } from '../failover/records';
import { deliveryOf, statusFailure } from './partial-response';
import { sdkFailure } from './sdk-failure';

/** An HTTP service gets the native event by POST; a JSON answer may name failed items as a Lambda consumer would. */
export class HttpTarget implements Target {
  public readonly maxRecords = 10_000;

  constructor(
    private readonly url: string,
    private readonly limitMillis: number,
    private readonly headers: Record<string, string>,
  ) {}

  public async deliver(records: readonly NativeRecord[], timeoutMillis: number): Promise<Delivery> {
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...this.headers },
        body: JSON.stringify({ Records: records }),
        signal: AbortSignal.timeout(Math.min(timeoutMillis, this.limitMillis)),
        redirect: 'error',
      });
      const text = await response.text();
      return response.ok ? deliveryOf(records, parse(text)) : statusFailure(response.status, new URL(this.url).host);
    } catch (error) {
      return sdkFailure(error);
    }
  }
}

/** An answer that is not JSON says no more than its status. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

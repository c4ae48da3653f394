import type { Target } from '../failover/host';
import { deliveryOf, parseAnswer, statusFailure } from './partial-response';
import { Call, targetOf } from './target';

/** As many as a mapping hands over at most. */
const MAX_RECORDS = 10_000;

/** An HTTP service gets the native event by POST; a JSON answer may name failed items as a Lambda consumer would. */
export function httpTarget(url: string, limitMillis: number, headers: Record<string, string>): Target {
  const post: Call = async (records, signal) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ Records: records }),
      signal,
      redirect: 'error',
    });
    const text = await response.text();
    return response.ok ? deliveryOf(records, parseAnswer(text)) : statusFailure(response.status, new URL(url).host);
  };
  return targetOf(MAX_RECORDS, post, limitMillis);
}

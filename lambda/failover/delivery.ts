import type { Delivery, FailureCause } from './host';

/** A call that failed as a whole. */
export function failed(cause: FailureCause, code: string, message: string): Delivery {
  return { kind: 'failed', cause, code, message };
}

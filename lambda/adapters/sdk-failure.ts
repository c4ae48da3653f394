import { failed } from '../failover/delivery';
import type { Delivery, FailureCause } from '../failover/host';

const CAUSES: Readonly<Record<string, FailureCause>> = {
  TooManyRequestsException: 'overload',
  ProvisionedThroughputExceededException: 'overload',
  LimitExceededException: 'overload',
  RequestThrottled: 'overload',
  ThrottlingException: 'overload',
  TimeoutError: 'overload',
  AbortError: 'overload',
  RequestTooLargeException: 'content',
  InvalidRequestContentException: 'content',
  BatchRequestTooLong: 'content',
  InvalidMessageContents: 'content',
  ValidationException: 'content',
  InvalidArgumentException: 'content',
};

/** What a failed SDK call says of its target. Anything unknown, a denied permission or a missing resource is an outage. */
export function sdkFailure(error: unknown): Delivery {
  const { name = 'Error', message = String(error) } = (error ?? {}) as Partial<Error>;
  const code = name.replace(/^AWS\.SimpleQueueService\./, '');
  return failed(CAUSES[code] ?? 'outage', code, message);
}

import { failed } from '../failover/delivery';
import type { Delivery } from '../failover/host';

/** The service wants less, or took too long. */
const OVERLOAD = new Set([
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'LimitExceededException',
  'RequestThrottled',
  'ThrottlingException',
  'TimeoutError',
  'AbortError',
]);

/** The service works, and does not take such a request. */
const CONTENT = new Set([
  'RequestTooLargeException',
  'InvalidRequestContentException',
  'BatchRequestTooLong',
  'InvalidMessageContents',
  'ValidationException',
  'InvalidArgumentException',
]);

/** SQS says `MissingParameter` of an empty body, `InvalidParameterValue` of one or of a setting. */
const UNCLEAR = /Parameter/;

/** What a failed SDK call says of its target. Anything unknown, a denied permission or a missing resource is an outage. */
export function sdkFailure(error: unknown): Delivery {
  const { name = 'Error', message = String(error) } = (error ?? {}) as Partial<Error>;
  const code = name.replace(/^AWS\.SimpleQueueService\./, '');
  const known = OVERLOAD.has(code) ? 'overload' : CONTENT.has(code) ? 'content' : undefined;
  return failed(known ?? (UNCLEAR.test(code) ? 'unclear' : 'outage'), code, message);
}

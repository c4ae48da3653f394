import type { NodeHttpHandlerOptions } from '@smithy/node-http-handler';

/**
 * Times in milliseconds; without `requestTimeout` a call's own signal ends it. Without `throwOnRequestTimeout` the SDK only warns
 * of a request that takes too long, and waits on.
 */
export function clientConfig(
  maxAttempts: number,
  connectionTimeout: number,
  requestTimeout?: number,
): { maxAttempts: number; requestHandler: NodeHttpHandlerOptions } {
  return { maxAttempts, requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true } };
}

/** Fewer, quicker tries than the SDK's own: a handler with a deadline has another way to go. */
export const QUICK = clientConfig(2, 1_000, 3_000);

/** One try: the courier retries by its own rules. */
export const ONCE = clientConfig(1, 1_000);

/** Path-style addresses where an endpoint is given: local emulators do not resolve bucket host names. */
export const S3_STYLE = { forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined };

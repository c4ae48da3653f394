/** Fewer, quicker tries than the SDK's own: a handler with a deadline has another way to go. */
export const QUICK = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 },
};

/** One try: the courier retries by its own rules. */
export const ONCE = { maxAttempts: 1, requestHandler: { connectionTimeout: 1_000 } };

/** Path-style addresses where an endpoint is given: local emulators do not resolve bucket host names. */
export const S3_STYLE = { forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined };

/** The shared table: one item a breaker, sweep or replay claim. `version` is the optimistic lock of every write. */
export const STATE_KEY = 'pk';
export const STATE_VERSION = 'version';
export const STATE_VALUE = 'value';
/** Seconds since the epoch after which DynamoDB may drop the item (its TTL attribute). */
export const STATE_EXPIRY = 'expiresAt';

export type TargetRole = 'primary' | 'fallback';

export function breakerKey(pipeline: string, role: TargetRole): string {
  return `breaker#${pipeline}#${role}`;
}

/** The width that a replay was given. */
export function shareKey(mapRunArn: string): string {
  return `share#${mapRunArn}`;
}

/** When the sweep tries next. */
export function sweepKey(pipeline: string): string {
  return `sweep#${pipeline}`;
}

/** A record is delivered by one worker at a time, and once. */
export function deliveryKey(pipeline: string, recordId: string): string {
  return `delivery#${pipeline}#${recordId}`;
}

/** One replay at a time works on an object. */
export function claimKey(objectKey: string): string {
  return `replay#${objectKey}`;
}

/**
 * Layout of the reprocessing buffer:
 *
 *     <zone>/<pipeline>/dt=2026-11-24/hh=03/<event time in ms>-<hash>.ndjson
 *
 * One line an `Envelope`. Date and hour are the UTC event time of the object's first record, so that a retry of the same
 * records names the same object, and a time range is a set of prefixes.
 */
export type Zone = 'archive' | 'spilled' | 'quarantined';

export const ZONES: readonly Zone[] = ['archive', 'spilled', 'quarantined'];

/** Prefix that AWS Lambda itself writes to when a stream mapping gives a batch up (full payload). */
export const ON_FAILURE_PREFIX = 'aws/lambda/';

/** Folder of what one event source mapping gave up on. */
export function givenUpPrefix(mappingId: string): string {
  return `${ON_FAILURE_PREFIX}${mappingId}/`;
}

/** A stored record: the whole native record, and how it came here. */
export interface Envelope {
  readonly v: 1;
  /** Stable over retries, fallback and replay: the SQS message id or the Kinesis `shardId:sequenceNumber`. */
  readonly id: string;
  readonly pipeline: string;
  /** Milliseconds since the epoch at which the source accepted the record. */
  readonly eventTime: number;
  /** Milliseconds since the epoch at which the record was stored here. */
  readonly storedAt: number;
  /** Times a target was asked to take the record: receives from the source plus replays. */
  readonly attempts: number;
  /** Replays so far. */
  readonly replays: number;
  /** A target refused this very record: that it does so again says nothing of the target's health. */
  readonly suspect?: true;
  /** Why it is here; absent in the archive. */
  readonly error?: { readonly code: string; readonly message: string };
  /** X-Ray trace header of the invocation that stored it. */
  readonly traceId?: string;
  /** The native SQS or Kinesis record, untouched. */
  readonly record: unknown;
}

/** Folder of a pipeline within a zone, with the trailing slash. */
export function zonePrefix(zone: Zone, pipeline: string): string {
  return `${zone}/${pipeline}/`;
}

/** Prefix of one hour of a pipeline within a zone. */
export function hourPrefix(zone: Zone, pipeline: string, millis: number): string {
  const iso = new Date(millis).toISOString();
  return `${zonePrefix(zone, pipeline)}dt=${iso.slice(0, 10)}/hh=${iso.slice(11, 13)}/`;
}

/** Deterministic key of an object whose first record has this event time; `hash` names its records. */
export function objectKey(zone: Zone, pipeline: string, eventTime: number, hash: string): string {
  return `${hourPrefix(zone, pipeline, eventTime)}${eventTime}-${hash}.ndjson`;
}

/** The zone a key lies in, if it is a key of the lake. */
export function zoneOf(key: string): Zone | undefined {
  return ZONES.find((zone) => key.startsWith(`${zone}/`));
}

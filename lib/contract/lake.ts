/**
 * Layout of the reprocessing buffer:
 *
 *     <zone>/<pipeline>/dt=2026-11-24/hh=03/<first event time>-<last event time>-<records>-<hash>.ndjson
 *
 * One line an `Envelope`. Date and hour are the UTC event time of the object's earliest record, so that a retry of the same
 * records names the same object, and a time range is a set of prefixes. Event times are milliseconds since the epoch, 0 for one
 * that the source did not say. What a name tells is exact, so that a planner need not read the objects.
 *
 * An object of the first format is named `<event time of the first record>-<hash>.ndjson` and holds lines of version 1.
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
  /** 1: without a checksum. What is written has 2, and the line ends with its `crc32`. */
  readonly v: 1 | 2;
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
  /** Milliseconds since the epoch at which a replay was refused it last; `storedAt` stands in where absent. */
  readonly refusedAt?: number;
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

/** Folder of the merges of a pipeline's archive that are under way. */
export function compactionPrefix(pipeline: string): string {
  return `compaction/${pipeline}/`;
}

/** Prefix of one hour of a pipeline within a zone. */
export function hourPrefix(zone: Zone, pipeline: string, millis: number): string {
  const iso = new Date(millis).toISOString();
  return `${zonePrefix(zone, pipeline)}dt=${iso.slice(0, 10)}/hh=${iso.slice(11, 13)}/`;
}

/** What the name of an object tells of the records in it. */
export interface Contents {
  /** Event time of the earliest, milliseconds since the epoch; 0 where one has none. */
  readonly earliest: number;
  /** Event time of the latest. */
  readonly latest: number;
  readonly records: number;
}

/** Deterministic key of an object with these records in it; `hash` stands for their ids. */
export function objectKey(zone: Zone, pipeline: string, eventTimes: readonly number[], hash: string): string {
  // A record without a time must not draw the others into the first hour of 1970.
  const known = eventTimes.filter((time) => time > 0);
  const hour = hourPrefix(zone, pipeline, known.length > 0 ? Math.min(...known) : 0);
  return `${hour}${Math.min(...eventTimes)}-${Math.max(...eventTimes)}-${eventTimes.length}-${hash}.ndjson`;
}

/** What a key tells; undefined for one of the first format, and for what Lambda itself wrote. */
export function describeKey(key: string): Contents | undefined {
  const [earliest, latest, records] = /\/(\d+)-(\d+)-(\d+)-[0-9a-f]+\.ndjson/.exec(key)?.slice(1).map(Number) ?? [];
  return earliest === undefined ? undefined : { earliest, latest, records };
}

/** True where an object can hold records of the event times [from, to). */
export function meets({ earliest, latest }: Contents, from: number, to: number): boolean {
  return latest >= from && earliest < to;
}

/** True for an object of ours whose name tells nothing: lines of it that cannot be read do not speak against the others. */
export function isFirstFormat(key: string): boolean {
  return zoneOf(key) !== undefined && describeKey(key) === undefined;
}

/** The zone a key lies in, if it is a key of the lake. */
export function zoneOf(key: string): Zone | undefined {
  return ZONES.find((zone) => key.startsWith(`${zone}/`));
}

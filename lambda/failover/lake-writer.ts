import { createHash } from 'node:crypto';
import { Envelope, objectKey, Zone } from '../../lib/contract/lake';
import { sealed } from './checksum';
import type { Host } from './host';
import { eventTime, isWellFormed, receives, recordId } from './records';

const PARALLEL_WRITES = 16;

/** Anything that a source may hand over, also what no record should look like. */
export interface Unstored {
  readonly record: unknown;
  readonly code?: string;
  readonly message?: string;
  /** Times a target refused this very record. */
  readonly refusals?: number;
}

export type Store = (zone: Zone, items: readonly Unstored[]) => Promise<void>;

/** Stores records as one object, under a key that a retry of the same records repeats. */
export function storeOf(host: Pick<Host, 'clock' | 'lake' | 'traceId'>, pipeline: string): Store {
  return async (zone, items) => {
    const known = { pipeline, storedAt: host.clock.now(), traceId: host.traceId?.() };
    const envelopes = items.map((item) => envelopeOf(item, known));
    await host.lake.putOnce(keyOf(zone, pipeline, envelopes), toLines(envelopes));
  };
}

/** Store one by one, a few at a time. */
export async function eachOf<T>(items: readonly T[], storeItem: (item: T) => Promise<void>): Promise<void> {
  if (items.length === 0) return;
  const queue = items.values();
  const work = async (): Promise<void> => {
    for (const item of queue) await storeItem(item);
  };
  await Promise.all(Array.from({ length: Math.min(items.length, PARALLEL_WRITES) }, work));
}

/** Where these records lie, in this order: the same at every try, and no other records lie there. */
export function keyOf(zone: Zone, pipeline: string, envelopes: readonly Pick<Envelope, 'id' | 'eventTime'>[]): string {
  const times = envelopes.map(({ eventTime }) => eventTime);
  return objectKey(zone, pipeline, times, sha256(envelopes.map(({ id }) => id).join('\n')));
}

function envelopeOf(
  { record, code, message = '', refusals }: Unstored,
  { pipeline, storedAt, traceId }: Pick<Envelope, 'pipeline' | 'storedAt' | 'traceId'>,
): Envelope {
  const known = isWellFormed(record);
  return {
    v: 2,
    id: known ? recordId(record) : `undecodable-${sha256(JSON.stringify(record) ?? 'undefined')}`,
    pipeline,
    eventTime: known ? eventTime(record, 0) : 0,
    storedAt,
    attempts: known ? receives(record) : 1,
    replays: 0,
    suspect: refusals ? true : undefined,
    error: code === undefined ? undefined : { code, message },
    traceId,
    record,
  };
}

/** Lines of an object, each with its checksum; one of the first version stays as it was. */
export function toLines(envelopes: readonly Envelope[]): string {
  return envelopes
    .map((envelope) => JSON.stringify(envelope))
    .map((json, index) => `${envelopes[index].v === 1 ? json : sealed(json)}\n`)
    .join('');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

import type { Envelope } from '../../lib/contract/lake';
import { eventTime, isWellFormed, receives, recordId } from '../failover/records';

export interface StoredObject {
  readonly envelopes: readonly Envelope[];
  /** Lines that are no envelopes; they are kept as they are. */
  readonly unreadable: readonly string[];
}

/** Read an object of the lake: lines of envelopes, or what AWS Lambda stores when a stream mapping gives up a batch. */
export function readObject(text: string, pipeline: string): StoredObject {
  const whole = parseLine(text, pipeline);
  if (whole) return { envelopes: whole, unreadable: [] };
  const envelopes: Envelope[] = [];
  const unreadable: string[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const parsed = parseLine(line, pipeline);
    if (parsed) envelopes.push(...parsed);
    else unreadable.push(line);
  }
  return { envelopes, unreadable };
}

/** A stored record that can go the way of a live one, of an event time in `[from, to)`. */
export function isReplayable(envelope: Envelope, from: number, to: number): boolean {
  return isWellFormed(envelope.record) && envelope.eventTime >= from && envelope.eventTime < to;
}

function parseLine(line: string, pipeline: string): Envelope[] | undefined {
  try {
    const value = JSON.parse(line) as Partial<Envelope> & {
      payload?: unknown;
      requestContext?: { condition?: string };
    };
    if (value.v === 1 && typeof value.id === 'string') return [value as Envelope];
    if (value.payload) return givenUp(value.payload, value.requestContext?.condition, pipeline);
  } catch {
    // Not JSON: unreadable.
  }
  return undefined;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html: `payload` is the whole event. */
function givenUp(payload: unknown, condition = 'OnFailure', pipeline: string): Envelope[] | undefined {
  const { Records } = (typeof payload === 'string' ? JSON.parse(payload) : payload) as { Records?: unknown };
  if (!Array.isArray(Records) || !Records.every(isWellFormed)) return undefined;
  return Records.map((record) => ({
    v: 1 as const,
    id: recordId(record),
    pipeline,
    eventTime: eventTime(record, 0),
    storedAt: 0,
    attempts: receives(record),
    replays: 0,
    error: { code: condition, message: 'the event source mapping gave the batch up' },
    record,
  }));
}

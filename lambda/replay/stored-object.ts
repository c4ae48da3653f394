/* eslint-disable @typescript-eslint/no-require-imports -- what Lambda itself stored is rare: its reader loads when called */
import { describeKey, Envelope } from '../../lib/contract/lake';
import { unsealed } from '../failover/checksum';
import type * as GivenUp from './given-up';

export interface StoredObject {
  readonly envelopes: readonly Envelope[];
  /** Lines that are no envelopes, or not as they were written; they are kept as they are. */
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
    const parsed = parseLine(line.trimEnd(), pipeline);
    if (parsed) envelopes.push(...parsed);
    else unreadable.push(line);
  }
  return { envelopes, unreadable };
}

/** What is wrong with an object, measured by what its name tells; undefined where it is whole. */
export function damageOf(object: StoredObject, key: string): string | undefined {
  const { envelopes, unreadable } = object;
  if (unreadable.length > 0) return `${unreadable.length} lines are not as they were written`;
  const expected = recordsOf(object, key);
  return envelopes.length === expected ? undefined : `${envelopes.length} of ${expected} records are there`;
}

/** As many as its name tells, else as can be read: nobody wrote an object of none. */
export function recordsOf({ envelopes }: StoredObject, key: string): number {
  return describeKey(key)?.records ?? Math.max(envelopes.length, 1);
}

function parseLine(line: string, pipeline: string): Envelope[] | undefined {
  const json = unsealed(line);
  if (json === undefined) return undefined;
  // Only the first version has no checksum.
  const version = json === line ? 1 : 2;
  try {
    const value = JSON.parse(json) as Partial<Envelope> & GivenUp.OnFailure;
    if (value.v === version && typeof value.id === 'string') return [value as Envelope];
    const { givenUp } = require('./given-up') as typeof GivenUp;
    return givenUp(value, pipeline);
  } catch {
    return undefined;
  }
}

import type { DirectoryEntry } from '../lib/contract/directory';
import { Envelope, Zone, zonePrefix } from '../lib/contract/lake';
import type { Cloud } from './cloud';
import { parseRow } from './warehouse';

/** When each row was first stored in a zone, by row number. */
export type FirstStored = ReadonlyMap<number, number>;

const PARALLEL_READS = 8;

/**
 * Count rows in the bucket, over all versions of all objects: also what a replay has taken out since. What was stored before
 * `since` is of an earlier run on the same emulator.
 */
export async function census(
  cloud: Cloud,
  { bucket, pipeline }: Pick<DirectoryEntry, 'bucket' | 'pipeline'>,
  zone: Zone,
  since: number,
): Promise<FirstStored> {
  const first = new Map<number, number>();
  const versions = (await cloud.versions(bucket, zonePrefix(zone, pipeline))).values();
  const work = async (): Promise<void> => {
    for (const version of versions) {
      for (const { row, storedAt } of rowsOf(await cloud.read(bucket, version))) {
        if (storedAt >= since) first.set(row, Math.min(storedAt, first.get(row) ?? Infinity));
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_READS }, work));
  return first;
}

/** Rows of an object of the lake, and when each was stored. */
export function rowsOf(lines: string): { row: number; storedAt: number }[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { record, storedAt } = JSON.parse(line) as Envelope;
      const { body, kinesis } = record as { body?: string; kinesis?: { data: string } };
      return { row: parseRow(body ?? Buffer.from(kinesis!.data, 'base64').toString('utf8')).row, storedAt };
    });
}

import { describeKey } from '../../lib/contract/lake';
import type { Listed } from './host';

/** No merged object is larger than what one batch makes: a replay worker has to take it within its time and memory. */
export const MOST_RECORDS = 10_000;
export const MOST_BYTES = 6_000_000;

/** Fewer are not worth a merge. */
const FEWEST_SOURCES = 2;

/** Which objects of an hour to merge with which: neighbours in time, as many as make one full object. */
export function groupsOf(listed: readonly Listed[], taken: ReadonlySet<string>): string[][] {
  const groups: string[][] = [];
  let [records, bytes] = [Infinity, Infinity];
  for (const object of listed) {
    const contents = describeKey(object.key);
    // What tells nothing of itself cannot be checked; what is half full already is large enough.
    if (!contents || taken.has(object.key) || isLarge(contents.records, object.bytes)) continue;
    records += contents.records;
    bytes += object.bytes;
    if (records > MOST_RECORDS || bytes > MOST_BYTES) {
      groups.push([]);
      [records, bytes] = [contents.records, object.bytes];
    }
    groups.at(-1)!.push(object.key);
  }
  return groups.filter(({ length }) => length >= FEWEST_SOURCES);
}

function isLarge(records: number, bytes: number): boolean {
  return records > MOST_RECORDS / 2 || bytes > MOST_BYTES / 2;
}

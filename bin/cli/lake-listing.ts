import { hourPrefix, Zone, zoneOf } from '../../lib/contract/lake';
import type { Aws, LakeObject } from './host';

/** S3 lists so many at a time. */
const PAGE = 1_000;

/** What is too long for one page is cut into so many ranges of time, which are listed side by side, and each of them likewise. */
const CUTS = 4;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Where to list: keys of a prefix behind one key and before another. */
interface KeyRange {
  readonly bucket: string;
  readonly prefix: string;
  readonly after?: string;
  readonly before?: string;
}

/**
 * All objects under a prefix, in key order. Page after page, 10⁵ objects take a hundred calls one after the other; side by side
 * they take five or so, since keys of the lake are in the order of time. The ranges leave no key out, whatever it is named.
 */
export async function listObjects(aws: Aws, bucket: string, prefix: string, now: number): Promise<LakeObject[]> {
  return listRange(aws, { bucket, prefix }, now);
}

async function listRange(aws: Aws, range: KeyRange, now: number): Promise<LakeObject[]> {
  const page = await firstOf(aws, range, PAGE);
  const last = page.at(-1)?.key;
  if (last === undefined || page.length < PAGE) return page;
  const cuts = cutsBetween(last, range, now);
  const bounds = [last, ...cuts];
  const rest = bounds.map((after, index) => ({ ...range, after, before: bounds[index + 1] ?? range.before }));
  // A range that cannot be cut is listed to its end.
  const lists =
    cuts.length > 0 ? rest.map((each) => listRange(aws, each, now)) : rest.map((each) => firstOf(aws, each));
  return [page, ...(await Promise.all(lists))].flat();
}

async function firstOf(
  aws: Aws,
  { bucket, prefix, after, before }: KeyRange,
  atMost = Infinity,
): Promise<LakeObject[]> {
  const found: LakeObject[] = [];
  for await (const object of aws.objects(bucket, prefix, after)) {
    if (before !== undefined && object.key >= before) break;
    found.push(object);
    if (found.length === atMost) break;
  }
  return found;
}

/** Keys that cut the time between a key and the end of its range evenly; none where the keys do not tell the time. */
function cutsBetween(last: string, { prefix, before }: KeyRange, now: number): string[] {
  const zone = zoneOf(last);
  const pipeline = last.split('/')[1];
  const from = timeOf(last);
  const to = timeOf(before ?? '') ?? endOf(prefix, now);
  if (!zone || from === undefined || to - from < CUTS) return [];
  const cut = (index: number): string => keyAt(zone, pipeline, Math.floor(from + ((to - from) * index) / CUTS));
  const inOrder = Array.from({ length: CUTS - 1 }, (_, index) => cut(index + 1)).filter(
    (key) => key > last && (before === undefined || key < before),
  );
  return [...new Set(inOrder)].sort();
}

function keyAt(zone: Zone, pipeline: string, time: number): string {
  return `${hourPrefix(zone, pipeline, time)}${time}`;
}

/** The event time that a key of either format begins with. */
function timeOf(key: string): number | undefined {
  const match = /\/dt=[\d-]{10}\/hh=\d\d\/(\d{1,15})/.exec(key);
  return match ? Number(match[1]) : undefined;
}

/** When the folder of a day or hour ends; else now. */
function endOf(prefix: string, now: number): number {
  const [, day, hour] = /\/dt=(\d{4}-\d\d-\d\d)\/(?:hh=(\d\d)\/)?$/.exec(prefix) ?? [];
  if (day === undefined) return now;
  return Date.parse(`${day}T${hour ?? '00'}:00:00Z`) + (hour === undefined ? DAY : HOUR);
}

import type { DirectoryEntry } from '../../lib/contract/directory';
import { describeKey, Envelope, ON_FAILURE_PREFIX } from '../../lib/contract/lake';
import type { Aws, LakeObject } from './host';
import { listObjects } from './lake-listing';
import { listingPrefixes, mayHoldRecordsOf, ReplayScope } from './replay-scope';

/** What lies under a prefix; `complete` is false where counting stopped at a bound. */
export interface Depth {
  readonly objects: number;
  readonly bytes: number;
  readonly complete: boolean;
}

export interface RecordCount {
  readonly records: number;
  /** False where only some of the objects were read and the rest was estimated by size. */
  readonly exact: boolean;
  readonly objectsRead: number;
  /** The objects that hold such records; all of them where not every one was read. */
  readonly holding: readonly LakeObject[];
}

/** Listing costs a request a thousand objects: more than a glance need not know. */
const GLANCE = 10_000;

/** Objects read to count records: enough for an estimate within seconds. */
const MOST_OBJECTS_READ = 200;
const MOST_BYTES_READ = 32_000_000;
const READS_AT_A_TIME = 8;

export async function depth(aws: Aws, bucket: string, prefix: string, atMost = GLANCE): Promise<Depth> {
  let objects = 0;
  let bytes = 0;
  for await (const object of aws.objects(bucket, prefix)) {
    if (objects === atMost) return { objects, bytes, complete: false };
    objects += 1;
    bytes += object.bytes;
  }
  return { objects, bytes, complete: true };
}

/** Objects that may hold records of the scope. */
export async function objectsOf(
  aws: Aws,
  { bucket, pipeline }: Pick<DirectoryEntry, 'bucket' | 'pipeline'>,
  scope: ReplayScope,
  now: number,
): Promise<LakeObject[]> {
  const prefixes = listingPrefixes(scope, pipeline, now);
  const lists = await Promise.all(prefixes.map((prefix) => listObjects(aws, bucket, prefix, now)));
  return lists.flat().filter(({ key }) => mayHoldRecordsOf(scope, key));
}

/** Records of the scope in these objects: by their names where these tell, else by reading. */
export async function countRecords(
  aws: Aws,
  bucket: string,
  objects: readonly LakeObject[],
  scope: ReplayScope,
): Promise<RecordCount> {
  const { told, untold, records } = byNames(objects, scope);
  if (untold.length === 0) return { records, exact: true, objectsRead: 0, holding: objects };
  const read = await readRecords(aws, bucket, untold, scope);
  return { ...read, records: records + read.records, holding: inKeyOrder([...told, ...read.holding]) };
}

/** Objects whose names tell how many records of the scope they hold, and those that have to be read for it. */
function byNames(
  objects: readonly LakeObject[],
  { from, to }: ReplayScope,
): { told: LakeObject[]; untold: LakeObject[]; records: number } {
  const [told, untold]: [LakeObject[], LakeObject[]] = [[], []];
  let records = 0;
  for (const object of objects) {
    const contents = describeKey(object.key);
    const isWithin = contents !== undefined && contents.earliest >= from && contents.latest < to;
    (isWithin ? told : untold).push(object);
    if (isWithin) records += contents.records;
  }
  return { told, untold, records };
}

/** Read up to a bound; the rest is estimated by its size. */
async function readRecords(
  aws: Aws,
  bucket: string,
  objects: readonly LakeObject[],
  scope: ReplayScope,
): Promise<RecordCount> {
  const sample = readable(objects);
  const counts: number[] = [];
  for (let first = 0; first < sample.length; first += READS_AT_A_TIME) {
    const some = sample.slice(first, first + READS_AT_A_TIME);
    counts.push(
      ...(await Promise.all(some.map(async ({ key }) => recordsIn(key, await textOrNothing(aws, bucket, key), scope)))),
    );
  }
  const records = counts.reduce((sum, value) => sum + value, 0);
  const objectsRead = sample.length;
  if (objectsRead === objects.length) {
    return { records, exact: true, objectsRead, holding: sample.filter((_, index) => counts[index] !== 0) };
  }
  const scale = size(objects) / Math.max(1, size(sample));
  return { records: Math.round(records * scale), exact: false, objectsRead, holding: objects };
}

/** Records of the scope's time range in one object. */
export function recordsIn(key: string, text: string, scope: Pick<ReplayScope, 'from' | 'to'>): number {
  // Lambda's own on-failure objects hold a whole batch each, and say how large it was.
  if (key.startsWith(ON_FAILURE_PREFIX)) return Number(/"batchSize"\s*:\s*(\d+)/.exec(text)?.[1] ?? 1);
  return text.split('\n').filter((line) => line.trim() !== '' && isWithin(line, scope)).length;
}

function inKeyOrder(objects: readonly LakeObject[]): LakeObject[] {
  return [...objects].sort((a, b) => (a.key < b.key ? -1 : 1));
}

export function size(objects: readonly LakeObject[]): number {
  return objects.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Spread over the whole list, since the first objects of an outage are not like the last. */
function readable(objects: readonly LakeObject[]): readonly LakeObject[] {
  if (objects.length <= MOST_OBJECTS_READ && size(objects) <= MOST_BYTES_READ) return objects;
  const step = Math.max(1, objects.length / MOST_OBJECTS_READ);
  const sample: LakeObject[] = [];
  let budget = MOST_BYTES_READ;
  for (let at = 0; at < objects.length && budget > 0; at += step) {
    const object = objects[Math.floor(at)];
    if (object) sample.push(object);
    budget -= object?.bytes ?? 0;
  }
  return sample;
}

/** A line whose time cannot be read counts: the replay takes it up as well. */
function isWithin(line: string, { from, to }: Pick<ReplayScope, 'from' | 'to'>): boolean {
  const time = eventTimeOf(line);
  return time === undefined || (time >= from && time < to);
}

function eventTimeOf(line: string): number | undefined {
  try {
    const { eventTime } = JSON.parse(line) as Partial<Envelope>;
    return typeof eventTime === 'number' ? eventTime : undefined;
  } catch {
    return undefined;
  }
}

/** An object that a replay has taken away meanwhile holds nothing. */
async function textOrNothing(aws: Aws, bucket: string, key: string): Promise<string> {
  try {
    return await aws.objectText(bucket, key);
  } catch (error) {
    const cause = (error as { cause?: { name?: string } }).cause;
    if (cause?.name === 'NoSuchKey') return '';
    throw error;
  }
}

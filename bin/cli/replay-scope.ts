import { describeKey, hourPrefix, meets, ON_FAILURE_PREFIX, Zone, zonePrefix, ZONES } from '../../lib/contract/lake';
import { UsageError } from './cli-error';

/** Part of the lake: a key prefix and the event times [from, to) in milliseconds since the epoch. */
export interface ReplayScope {
  readonly prefix: string;
  readonly from: number;
  readonly to: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * An object bears the hour of its first record; others of the same batch may lie in the hour before or after. Objects that
 * turn out to hold nothing of the range cost one read: the worker decides by each record's own time.
 */
const MARGIN = HOUR;

/** Listing by the hour is worth it up to here, by the day up to there; beyond, the whole prefix is listed and sieved. */
const MOST_HOURS = 48;
const MOST_DAYS = 62;

/** `spilled`, `spilled/` or a key prefix, as a prefix that lies within the pipeline's own folders. */
export function resolvePrefix(pipeline: string, text: string): string {
  const zone = ZONES.find((name) => text === name || text === `${name}/`);
  if (zone) return zonePrefix(zone, pipeline);
  const own = [...ZONES.map((name) => zonePrefix(name, pipeline)), ON_FAILURE_PREFIX];
  // Without its slash, the folder of Orders would be that of OrdersEU too.
  const folder = own.find((prefix) => prefix === `${text}/`) ?? text;
  if (own.some((prefix) => folder.startsWith(prefix))) return folder;
  throw new UsageError(
    'PREFIX_INVALID',
    `--prefix is '${text}'; allowed: ${ZONES.join(', ')}, or a key prefix that begins with ${own.join(', ')}`,
  );
}

/**
 * Prefixes that hold every object with records of the range, none of them twice, in key order. A prefix that goes deeper
 * than its folder is taken as it is.
 */
export function listingPrefixes(scope: ReplayScope, pipeline: string, now: number): string[] {
  const zone = wholeZone(scope.prefix, pipeline);
  if (zone === undefined) return [scope.prefix];
  const first = Math.max(0, scope.from - MARGIN);
  const last = Math.min(scope.to - 1, now) + MARGIN;
  if (last < first) return [];
  const prefixAt = (time: number) => hourPrefix(zone, pipeline, time);
  if (last - first <= MOST_HOURS * HOUR) return steps(first, last, HOUR).map(prefixAt);
  if (last - first > MOST_DAYS * DAY) return [scope.prefix];
  return steps(first, last, DAY).map((time) => prefixAt(time).replace(/hh=\d\d\/$/, ''));
}

/** True where the object's times, or its hour with the margin, meet the range, or its key names neither. */
export function mayHoldRecordsOf(scope: ReplayScope, key: string): boolean {
  const contents = describeKey(key);
  if (contents) return meets(contents, scope.from, scope.to);
  const match = /\/dt=(\d{4}-\d{2}-\d{2})\/hh=(\d{2})\//.exec(key);
  if (!match) return true;
  const hour = Date.parse(`${match[1]}T${match[2]}:00:00Z`);
  return Number.isNaN(hour) || (hour + HOUR + MARGIN > scope.from && hour - MARGIN < scope.to);
}

/** The longest prefix that all of them share: what the one prefix of a replay can be narrowed to. */
export function commonPrefix(prefixes: readonly string[]): string {
  const [first = '', ...others] = prefixes;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

/** True where an object can lie in both. */
export function overlap(a: ReplayScope, b: ReplayScope): boolean {
  return (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)) && a.from < b.to && b.from < a.to;
}

function wholeZone(prefix: string, pipeline: string): Zone | undefined {
  return ZONES.find((zone) => prefix === zonePrefix(zone, pipeline));
}

/** Beginnings of the hours or days that the range touches. */
function steps(first: number, last: number, step: number): number[] {
  const times = [];
  for (let time = Math.floor(first / step) * step; time <= last; time += step) times.push(time);
  return times;
}

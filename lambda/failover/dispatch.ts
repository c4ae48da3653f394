import { callBudgetMillis } from '../../lib/control/deadline';
import type { Limit } from '../../lib/control/limit';
import type { Courier } from './courier';
import { NativeRecord, orderKey } from './records';
import type { Route } from './route';
import type { TimeLeft } from './time-left';
import type { Undelivered } from './trip';

/** Where the records of a chunk ended; each is in exactly one list. */
export interface Routed {
  readonly delivered: readonly NativeRecord[];
  readonly diverted: readonly NativeRecord[];
  readonly poison: readonly Undelivered[];
  /** No target could take them. */
  readonly undelivered: readonly Undelivered[];
  /** Never tried, for want of time. */
  readonly unattempted: readonly NativeRecord[];
}

/** Store what a chunk's targets did not take; false stops the lane, because order would break behind a returned record. */
export type Settle = (routed: Routed) => Promise<boolean>;

/**
 * Route a batch in chunks, several at a time. An ordered batch is split into lanes by order key, each worked in order;
 * records of a lane that is stopped come back.
 */
export async function dispatch(
  records: readonly NativeRecord[],
  route: Route,
  timeLeft: TimeLeft,
  settle: Settle,
): Promise<readonly NativeRecord[]> {
  const { guard, ordered, primary } = route;
  const go = (chunk: readonly NativeRecord[]): Promise<Routed> => routeChunk(chunk, route, timeLeft);
  const stopped: NativeRecord[] = [];
  const work = async (lane: Lane): Promise<void> => {
    for (let chunk = take(lane, primary.limit.chunk); chunk.length > 0; chunk = take(lane, primary.limit.chunk)) {
      const goesOn = await settle(await (guard ? guard(chunk, go, timeLeft) : go(chunk)));
      if (!goesOn && ordered) for (const record of take(lane, Infinity)) stopped.push(record);
    }
  };
  await Promise.all(lanesOf(records, ordered, primary.limit).map(work));
  return stopped;
}

/** Records that are worked one chunk after the other. */
interface Lane {
  readonly records: readonly NativeRecord[];
  position: number;
}

/** As many lanes as may be worked at a time, but no more than there are chunks. */
function lanesOf(records: readonly NativeRecord[], ordered: boolean, { chunk, concurrency }: Limit): readonly Lane[] {
  const count = Math.min(concurrency, Math.ceil(records.length / chunk));
  if (ordered && count > 1) return splitByKey(records, count).map((lane) => ({ records: lane, position: 0 }));
  // One lane, with all workers on it.
  return Array<Lane>(count).fill({ records, position: 0 });
}

/** The records of an order key stay together, and keys take turns. */
function splitByKey(records: readonly NativeRecord[], count: number): NativeRecord[][] {
  const parts: NativeRecord[][] = Array.from({ length: count }, () => []);
  const partOf = new Map<string, NativeRecord[]>();
  for (const record of records) {
    const key = orderKey(record);
    let part = partOf.get(key);
    if (!part) partOf.set(key, (part = parts[partOf.size % count]));
    part.push(record);
  }
  return parts;
}

function take(lane: Lane, size: number): readonly NativeRecord[] {
  const { records, position } = lane;
  lane.position = Math.min(records.length, position + size);
  return records.slice(position, lane.position);
}

/** Primary, then fallback. */
async function routeChunk(chunk: readonly NativeRecord[], route: Route, timeLeft: TimeLeft): Promise<Routed> {
  const { primary, fallback } = route;
  const first = await primary.deliver(chunk, () => callBudgetMillis(timeLeft(), fallback !== undefined));
  const missed = inOrder(chunk, first.undelivered);
  const { accepted: delivered, poison, unattempted } = first;
  const rest =
    fallback && missed.length > 0 ? await divert(missed, fallback, timeLeft) : { diverted: [], undelivered: missed };
  return { delivered, poison, unattempted, ...rest };
}

/** A record that only the fallback refuses is not poison: the primary may take it once it is back. */
async function divert(
  missed: readonly Undelivered[],
  fallback: Courier,
  timeLeft: TimeLeft,
): Promise<Pick<Routed, 'diverted' | 'undelivered'>> {
  // What the primary refused alone tells nothing of the fallback's health either.
  for (const { record, refusals } of missed) if (refusals) fallback.refusedBefore.add(record);
  const records = missed.map(({ record }) => record);
  const { accepted, poison, undelivered } = await fallback.deliver(records, () => callBudgetMillis(timeLeft(), false));
  const taken = new Set(accepted);
  const reasons = byRecord([...poison, ...undelivered]);
  const left = missed.filter(({ record }) => !taken.has(record));
  return {
    diverted: accepted,
    undelivered: left.map((item) => ({ ...item, ...reasons.get(item.record), refusals: item.refusals })),
  };
}

/** As the source handed them over: in this order they go to the fallback or into the lake. */
function inOrder(chunk: readonly NativeRecord[], items: readonly Undelivered[]): readonly Undelivered[] {
  const known = byRecord(items);
  return items.length < 2 ? items : chunk.flatMap((record) => known.get(record) ?? []);
}

function byRecord(items: readonly Undelivered[]): ReadonlyMap<NativeRecord, Undelivered> {
  return new Map(items.map((item) => [item.record, item]));
}

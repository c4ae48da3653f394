import { callBudgetMillis } from '../../lib/control/deadline';
import { NativeRecord, orderKey } from './records';
import type { Route } from './route';
import type { Undelivered } from './trip';

export type { Route } from './route';

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

/** Milliseconds of this invocation that may still be spent on calls. */
export type TimeLeft = () => number;

/** Store what a chunk's targets did not take; false stops the lane, because order would break behind a returned record. */
export type Settle = (routed: Routed) => Promise<boolean>;

/**
 * Route a batch in chunks, several at a time. An ordered batch is split into lanes by order key, each worked in order;
 * records of a lane that is stopped come back.
 */
export async function dispatch(
  records: readonly NativeRecord[],
  ordered: boolean,
  route: Route,
  timeLeft: TimeLeft,
  settle: Settle,
): Promise<readonly NativeRecord[]> {
  const { concurrency } = route.primary.limit;
  const lanes = ordered && concurrency > 1 ? byOrderKey(records, concurrency) : [records];
  const stopped: NativeRecord[] = [];
  await Promise.all(
    lanes.map(async (lane) => {
      let position = 0;
      const work = async (): Promise<void> => {
        while (position < lane.length) {
          const chunk = nextChunk(lane, position, route.primary.limit.chunk);
          position += chunk.length;
          if (await settle(await routeChunk(chunk, route, timeLeft))) continue;
          if (!ordered) continue;
          for (; position < lane.length; position++) stopped.push(lane[position]);
        }
      };
      const workers = ordered ? 1 : Math.min(concurrency, Math.ceil(lane.length / route.primary.limit.chunk));
      await Promise.all(Array.from({ length: workers }, work));
    }),
  );
  return stopped;
}

/** Primary, then fallback. A record that only the fallback refuses is not poison: the primary may take it once it is back. */
async function routeChunk(chunk: readonly NativeRecord[], route: Route, timeLeft: TimeLeft): Promise<Routed> {
  const { primary, fallback } = route;
  const first = await primary.deliver(chunk, () => callBudgetMillis(timeLeft(), fallback !== undefined));
  const routed = { delivered: first.accepted, poison: first.poison, unattempted: first.unattempted };
  const missed = inOrder(chunk, first.undelivered);
  if (!fallback || missed.length === 0) return { ...routed, diverted: [], undelivered: missed };
  const second = await fallback.deliver(
    missed.map(({ record }) => record),
    () => callBudgetMillis(timeLeft(), false),
  );
  const refusals = new Map(missed.map((item) => [item.record, item.refusals]));
  const why = new Map([...second.poison, ...second.undelivered].map((item) => [item.record, item]));
  const accepted = new Set(second.accepted);
  return {
    ...routed,
    diverted: second.accepted,
    undelivered: missed
      .filter(({ record }) => !accepted.has(record))
      .map((item) => ({ ...(why.get(item.record) ?? item), refusals: refusals.get(item.record) })),
  };
}

/** Sorted as the source handed them over: they go to the fallback or into the lake in this order. */
function inOrder(chunk: readonly NativeRecord[], items: readonly Undelivered[]): readonly Undelivered[] {
  if (items.length < 2) return items;
  const position = new Map(chunk.map((record, index) => [record, index]));
  return [...items].sort((a, b) => position.get(a.record)! - position.get(b.record)!);
}

function nextChunk(lane: readonly NativeRecord[], position: number, size: number): readonly NativeRecord[] {
  return position === 0 && lane.length <= size ? lane : lane.slice(position, position + size);
}

function byOrderKey(records: readonly NativeRecord[], lanes: number): NativeRecord[][] {
  const split: NativeRecord[][] = Array.from({ length: lanes }, () => []);
  for (const record of records) split[hashOf(orderKey(record)) % lanes].push(record);
  return split.filter((lane) => lane.length > 0);
}

/** FNV-1a: spreads keys over lanes; nothing else rests on it. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

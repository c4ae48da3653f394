import { createHash } from 'node:crypto';
import { METRIC } from '../../lib/contract/metrics';
import { LiveLagSettings, wholePrefix } from '../../lib/contract/replay';
import type { HandlerSettings } from '../../lib/contract/settings';
import { sweepKey } from '../../lib/contract/state';
import { isDue, started, SweepState } from '../../lib/control/sweep';
import type { ReplayHost, Versioned } from '../failover/host';
import { emf } from '../failover/ledger';
import { couriersOf, gaugesOf, Route } from '../failover/route';

/** As many keys as S3 lists at a time. */
const MAX_COUNTED = 1_000;

/** What the schedule hands the worker. */
export interface SweepEvent {
  readonly sweep: true;
  readonly stateMachineArn: string;
  /** Folders that are to be empty: spilled records, and batches that Lambda gave up on. */
  readonly prefixes: readonly string[];
  /** By what replays make room for live traffic; absent where they are not to. */
  readonly liveLag?: LiveLagSettings;
}

/** A folder and the first keys in it. */
interface Folder {
  readonly prefix: string;
  readonly keys: readonly string[];
}

/**
 * Look after what waits to come back: publish how many objects there are, and start their replay when a target can be tried, so
 * that they come back even if the handler that saw a target heal died, or if no live traffic probes it.
 */
export async function sweep(
  host: ReplayHost,
  settings: HandlerSettings,
  route: Route,
  { prefixes, liveLag }: SweepEvent,
): Promise<void> {
  const list = async (prefix: string): Promise<Folder> => ({ prefix, keys: await host.lake.list(prefix, MAX_COUNTED) });
  const folders = await Promise.all(prefixes.map(list));
  const waiting = folders.filter(({ keys }) => keys.length > 0);
  const canTry = await canTryOne(route);
  // Few metrics: each one published every minute costs as much as a busy one.
  const { [METRIC.breakerOpen]: breakerOpen, [METRIC.fallbackOpen]: fallbackOpen } = gaugesOf(route);
  const gauges = { [METRIC.breakerOpen]: breakerOpen, ...(route.fallback && { [METRIC.fallbackOpen]: fallbackOpen }) };
  const depth = waiting.reduce((total, { keys }) => total + keys.length, 0);
  host.emit(emf(settings, host.clock.now(), { [METRIC.spillDepth]: depth, ...gauges }));
  // A replay of the archive runs where nothing waits.
  if (waiting.length === 0 && !liveLag) return;
  if (await host.isReplaying?.()) return liveLag && host.followLag?.(liveLag);
  if (waiting.length === 0 || !canTry) return;
  await inTurn(host, settings, waiting, () => startReplays(host, waiting, isDown(route)));
}

async function canTryOne(route: Route): Promise<boolean> {
  const ways = await Promise.all(couriersOf(route).map(async ({ breaker }) => breaker.route()));
  return ways.some((way) => way === 'pass' || way === 'ask');
}

function isDown(route: Route): boolean {
  return couriersOf(route).every(({ breaker }) => breaker.isOpen);
}

/** Start what is due, and note when to try the same again. Without its table each sweep starts. */
async function inTurn(
  host: ReplayHost,
  { pipeline }: HandlerSettings,
  folders: readonly Folder[],
  start: () => Promise<void>,
): Promise<void> {
  const name = sweepKey(pipeline);
  const mark = createHash('sha256').update(JSON.stringify(folders)).digest('hex');
  const now = host.clock.now();
  const item = await host.state.read(name).catch(() => undefined);
  const state = stateIn(item);
  if (!isDue(state, mark, now)) return;
  await start();
  const next = JSON.stringify(started(state, mark, now));
  await host.state.write(name, next, item?.version ?? 0).catch(() => false);
}

function stateIn(item: Versioned | undefined): SweepState | undefined {
  try {
    return item && (JSON.parse(item.value) as SweepState);
  } catch {
    return undefined;
  }
}

/**
 * One that cannot be started keeps no other from it; the error is thrown once all were tried. Where no target is known to work,
 * one object of each folder, any, is enough to find out: thousands of workers would only see that the breaker is open.
 */
async function startReplays(host: ReplayHost, folders: readonly Folder[], isProbe: boolean): Promise<void> {
  const now = host.clock.now();
  const start = async ({ prefix, keys }: Folder, index: number): Promise<void> => {
    const one = keys[Math.floor(host.clock.random() * keys.length)];
    return host.startReplay?.(`sweep-${now}-${index}`, wholePrefix(isProbe ? one : prefix, 'sweep'));
  };
  const starts = await Promise.allSettled(folders.map(start));
  const failed = starts.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

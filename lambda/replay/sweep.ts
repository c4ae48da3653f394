import { METRIC } from '../../lib/contract/metrics';
import { wholePrefix } from '../../lib/contract/replay';
import type { HandlerSettings } from '../../lib/contract/settings';
import type { ReplayHost } from '../failover/host';
import { emf } from '../failover/ledger';
import { createRoute, gaugesOf } from '../failover/route';

const MAX_COUNTED = 1_000;

/** What the schedule hands the worker. */
export interface SweepEvent {
  readonly sweep: true;
  readonly stateMachineArn: string;
  /** Folders that are to be empty: spilled records, and batches that Lambda gave up on. */
  readonly prefixes: readonly string[];
}

/**
 * Look after what waits to come back: publish how many objects there are, and start their replay when a target can be tried, so
 * that they come back even if the handler that saw a target heal died, or if no live traffic probes it.
 */
export async function sweep(host: ReplayHost, settings: HandlerSettings, { prefixes }: SweepEvent): Promise<void> {
  const route = createRoute(host, settings);
  const depths = await Promise.all(prefixes.map((prefix) => host.lake.count(prefix, MAX_COUNTED)));
  const waiting = prefixes.filter((_, index) => depths[index] > 0);
  const ways = await Promise.all([route.primary.breaker.route(), route.fallback?.breaker.route()]);
  const canTry = ways.some((way) => way === 'pass' || way === 'ask');
  // Few metrics: each one published every minute costs as much as a busy one.
  const { [METRIC.breakerOpen]: breakerOpen, [METRIC.fallbackOpen]: fallbackOpen } = gaugesOf(route);
  const gauges = { [METRIC.breakerOpen]: breakerOpen, ...(route.fallback && { [METRIC.fallbackOpen]: fallbackOpen }) };
  host.emit(emf(settings, host.clock.now(), { [METRIC.spillDepth]: sum(depths), ...gauges }));
  if (waiting.length > 0 && canTry && !(await host.isReplaying?.())) await startReplays(host, waiting);
}

/** One that cannot be started keeps no other from it; the error is thrown once all were tried. */
async function startReplays(host: ReplayHost, prefixes: readonly string[]): Promise<void> {
  const now = host.clock.now();
  const start = async (prefix: string, index: number): Promise<void> =>
    host.startReplay?.(`sweep-${now}-${index}`, wholePrefix(prefix, 'sweep'));
  const starts = await Promise.allSettled(prefixes.map(start));
  const failed = starts.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

function sum(depths: readonly number[]): number {
  return depths.reduce((total, depth) => total + depth, 0);
}

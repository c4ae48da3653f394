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
  readonly prefix: string;
}

/**
 * Look after the spilled records: publish how many objects wait, and start their replay when a target can be tried, so that
 * they come back even if the handler that saw a target heal died, or if no live traffic probes it.
 */
export async function sweep(host: ReplayHost, settings: HandlerSettings, { prefix }: SweepEvent): Promise<void> {
  const route = createRoute(host, settings);
  const depth = await host.lake.count(prefix, MAX_COUNTED);
  const ways = await Promise.all([route.primary.breaker.route(), route.fallback?.breaker.route()]);
  if (depth > 0 && ways.some((way) => way === 'pass' || way === 'ask') && !(await host.isReplaying?.())) {
    await host.startReplay?.(`sweep-${host.clock.now()}`, wholePrefix(prefix, 'sweep'));
  }
  // Few metrics: each one published every minute costs as much as a busy one.
  const { [METRIC.breakerOpen]: breakerOpen, [METRIC.fallbackOpen]: fallbackOpen } = gaugesOf(route);
  const gauges = { [METRIC.breakerOpen]: breakerOpen, ...(route.fallback && { [METRIC.fallbackOpen]: fallbackOpen }) };
  host.emit(emf(settings, host.clock.now(), { [METRIC.spillDepth]: depth, ...gauges }));
}

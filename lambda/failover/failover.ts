import { zonePrefix } from '../../lib/contract/lake';
import { wholePrefix } from '../../lib/contract/replay';
import { METRIC } from '../../lib/contract/metrics';
import type { HandlerSettings } from '../../lib/contract/settings';
import { openBatch } from './batch';
import { dispatch } from './dispatch';
import type { Host } from './host';
import { emf } from './ledger';
import { createRoute, gaugesOf, Route, takeHealings } from './route';
import { withReserve } from './time-left';

/** A native SQS or Kinesis event. */
export interface FlowEvent {
  readonly Records: readonly unknown[];
}

/** A native partial-batch response. */
export interface FlowResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

export type Failover = (event: FlowEvent, remainingMillis: () => number) => Promise<FlowResponse>;

/**
 * The failover handler: every record of a batch ends delivered, diverted, spilled, quarantined or returned to its source,
 * and is acknowledged only when it is durable there (and archived, where the pipeline keeps an archive).
 */
export function createFailover(host: Host, settings: HandlerSettings): Failover {
  const route = createRoute(host, settings);
  return async ({ Records: records }, remainingMillis) => {
    const begin = host.clock.now();
    const timeLeft = withReserve(remainingMillis);
    const batch = openBatch(host, settings, records);
    const archived = batch.archive();
    const stopped = await dispatch(batch.records, route, timeLeft, (routed) => batch.settle(routed));
    await batch.finish(stopped);
    await archived;
    await startReplays(host, settings, route);
    batch.close();
    const now = host.clock.now();
    const busy = settings.highResolutionMetrics && { [METRIC.busy]: now - begin };
    host.emit(emf(settings, now, batch.ledger.values({ ...gaugesOf(route), ...busy })));
    return { batchItemFailures: batch.failures() };
  };
}

/** A target that healed gets back what it missed. The outage's start names the replay, so that one is started. */
async function startReplays(host: Host, settings: HandlerSettings, route: Route): Promise<void> {
  for (const since of takeHealings(route)) {
    const input = wholePrefix(zonePrefix('spilled', settings.pipeline), 'healed');
    await host.startReplay?.(`healed-${since}`, input).catch((error: Error) => {
      host.log('replay not started; the sweeper will start it', { error: error.message });
    });
  }
}

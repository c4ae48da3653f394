import { METRIC } from '../../lib/contract/metrics';
import type { HandlerSettings } from '../../lib/contract/settings';
import { breakerKey, TargetRole } from '../../lib/contract/state';
import { Courier, createCourier, Manners } from './courier';
import type { Guard, Host, Target } from './host';
import type { MetricValues } from './ledger';
import { sharedBreaker } from './shared-breaker';

/** The ways that records may go. */
export interface Route {
  readonly primary: Courier;
  readonly fallback?: Courier;
  readonly guard?: Guard;
  /** The source promises an order that delivery must keep. */
  readonly ordered: boolean;
}

/** Where the only alternative is the lake, waiting for another environment's verdict is worth more, and a slow target is better. */
const ALONE = { patienceMillis: 2_000, slowCallMillis: Infinity };
const WITH_FALLBACK = { patienceMillis: 600 };

/** The couriers of a pipeline's targets. */
export function createRoute(host: Host, settings: HandlerSettings): Route {
  const { clock, guard, primary, fallback, state } = host;
  const courier = (
    target: Target,
    role: TargetRole,
    manners: Partial<Manners> & Pick<Manners, 'patienceMillis'>,
  ): Courier => {
    const breaker = sharedBreaker(state, breakerKey(settings.pipeline, role), settings.breaker, clock);
    const one = createCourier(target, breaker, clock, {
      slowCallMillis: 5_000,
      ...settings.breaker,
      ...manners,
    });
    one.once = guard !== undefined;
    return one;
  };
  return {
    primary: courier(primary, 'primary', fallback ? WITH_FALLBACK : ALONE),
    fallback: fallback && courier(fallback, 'fallback', ALONE),
    guard,
    ordered: settings.ordered,
  };
}

export function couriersOf({ primary, fallback }: Route): readonly Courier[] {
  return fallback ? [primary, fallback] : [primary];
}

/** When the outages began whose end was seen since this was last asked. */
export function takeHealings(route: Route): readonly number[] {
  return couriersOf(route).flatMap(({ breaker }) => breaker.takeHealings());
}

/** Gauges of the targets' health; failed calls and state errors since the last invocation. */
export function gaugesOf(route: Route): MetricValues {
  const { primary, fallback } = route;
  let failedCalls = 0;
  let stateErrors = 0;
  for (const courier of couriersOf(route)) {
    failedCalls += courier.failedCalls;
    stateErrors += courier.breaker.errors;
    courier.failedCalls = courier.breaker.errors = 0;
  }
  return {
    [METRIC.breakerOpen]: Number(primary.breaker.isOpen),
    ...(fallback && { [METRIC.fallbackOpen]: Number(fallback.breaker.isOpen) }),
    [METRIC.failedCalls]: failedCalls,
    [METRIC.stateErrors]: stateErrors,
  };
}

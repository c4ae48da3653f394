import { circuitBreaker, CircuitBreakerPolicy, ConsecutiveBreaker, CountBreaker, handleAll, IBreaker } from 'cockatiel';
import CircuitBreaker from 'opossum';
import type { BreakerState } from '../../lib/control/breaker';
import { sharedBreaker, SharedBreaker } from '../../lambda/failover/shared-breaker';
import { memoryState } from '../handler/memory-host';
import { SETTINGS } from '../handler/settings';

/** Longer than the benchmark, so that an open breaker stays so. */
const DAY_MILLIS = 86_400_000;

/** A call that is answered at once: what is left is the breaker's own cost. */
export async function work(): Promise<number> {
  return 1;
}

export const OPEN: BreakerState = { kind: 'open', since: 0, probeAt: Date.now() + DAY_MILLIS, failedProbes: 0 };

/** As in the handler, over a table in memory; it reads its item every 100 ms. */
export async function handlerBreaker(state?: BreakerState): Promise<SharedBreaker> {
  const store = memoryState();
  if (state) await store.write('breaker', JSON.stringify(state), 0);
  const clock = { now: Date.now, random: Math.random, sleep: async () => undefined };
  return sharedBreaker(store, 'breaker', SETTINGS.breaker, clock);
}

export const COCKATIEL = {
  consecutive: () => new ConsecutiveBreaker(5),
  count: () => new CountBreaker({ size: 100, threshold: 0.2, minimumNumberOfCalls: 5 }),
};

export function cockatiel(breaker: IBreaker): CircuitBreakerPolicy {
  return circuitBreaker(handleAll, { halfOpenAfter: DAY_MILLIS, breaker });
}

export async function openCockatiel(breaker: IBreaker): Promise<CircuitBreakerPolicy> {
  const policy = cockatiel(breaker);
  const failing = (): Promise<never> => Promise.reject(new Error('503'));
  for (let i = 0; i < 5; i++) await policy.execute(failing).catch(() => undefined);
  return policy;
}

/** Without its timeout, which the others do not have. */
export function opossum(): CircuitBreaker<[], number> {
  return new CircuitBreaker(work, { timeout: false, resetTimeout: DAY_MILLIS });
}

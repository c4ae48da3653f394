import { backoffMillis } from '../../lib/control/backoff';
import { BreakerEvent, holds } from '../../lib/control/breaker';
import { initialLimit, Limit, nextLimit } from '../../lib/control/limit';
import { carry } from './carry';
import { asOutage, decided } from './delivery';
import { Errand } from './errand';
import type { Clock, Delivery, Target } from './host';
import type { NativeRecord } from './records';
import { settle } from './settle';
import type { SharedBreaker } from './shared-breaker';
import type { Budget, Trip } from './trip';

export type { Trip, Undelivered } from './trip';

/** Leave to call: freely, with the one permit, or not at all. */
export type Admission = 'free' | 'permit' | 'refused';

const BOUNDS = { maxConcurrency: 8, objectiveMillis: 5_000 };

/** Pause between two looks at a breaker whose permit somebody else holds. */
const POLL_MILLIS = 40;

/** Brings records to one target: admission by the shared breaker, adaptive limits, measured calls. */
export interface Courier {
  /** Calls that failed as a whole since the counter was last taken. */
  failedCalls: number;
  readonly limit: Limit;
  /** The record accepted last: redelivered where only it can tell poison from an outage. */
  control?: NativeRecord;
  /** Records refused elsewhere, or before they came back from the lake. */
  readonly refusedBefore: WeakSet<NativeRecord>;
  readonly breaker: SharedBreaker;
  /** Bring records in order; resolves whatever the target does. */
  deliver(records: readonly NativeRecord[], budget: Budget): Promise<Trip>;
  /** Wait for leave to call; who holds the permit has it. */
  admit(holder: string, budget: Budget): Promise<Admission>;
  /** One call, measured; adapts the limit. */
  call(records: readonly NativeRecord[], timeoutMillis: number): Promise<Delivery>;
  /** @param deferred failed calls on single records that were not reported when they failed */
  report(kind: BreakerEvent['kind'], holder: string, deferred?: number): Promise<unknown>;
  pause(attempt: number): Promise<void>;
  anyOf(records: readonly NativeRecord[]): NativeRecord;
}

/** @param patienceMillis how long to wait for another environment's verdict on a suspect target */
export function createCourier(target: Target, breaker: SharedBreaker, clock: Clock, patienceMillis: number): Courier {
  const bounds = { maxChunk: target.maxRecords, ...BOUNDS };
  /** Of this courier alone among all environments. */
  const name = clock.random().toString(36).slice(2);
  let errands = 0;
  const courier = {
    failedCalls: 0,
    limit: initialLimit(bounds),
    refusedBefore: new WeakSet<NativeRecord>(),
    breaker,
    async deliver(records: readonly NativeRecord[], budget: Budget) {
      const errand = new Errand(courier, `${name}.${++errands}`, budget);
      await carry(errand, records);
      await settle(errand);
      await errand.handBack();
      return errand.trip;
    },
    async admit(holder: string, budget: Budget): Promise<Admission> {
      const start = clock.now();
      for (let now = start; ; now = clock.now()) {
        const way = breaker.route(now);
        const route = typeof way === 'string' ? way : await way;
        if (breaker.isHeldBy(holder)) return 'permit';
        if (route === 'pass') return 'free';
        if (route === 'divert') return 'refused';
        if (route === 'ask' && holds(await breaker.report({ kind: 'asked', holder }), holder)) return 'permit';
        if (clock.now() >= start + patienceMillis || budget() === 0) return 'refused';
        await clock.sleep(POLL_MILLIS * (1 + clock.random()));
      }
    },
    async call(records: readonly NativeRecord[], timeoutMillis: number) {
      const start = clock.now();
      const delivery = decided(await target.deliver(records, timeoutMillis).catch(asOutage), records.length);
      if (delivery.kind === 'failed') courier.failedCalls++;
      const overloaded = delivery.kind === 'failed' && delivery.cause === 'overload';
      const call = { records: records.length, millis: clock.now() - start, overloaded };
      courier.limit = nextLimit(courier.limit, call, bounds);
      return delivery;
    },
    report: (kind: BreakerEvent['kind'], holder: string, deferred = 0) =>
      breaker.report({ kind, holder, random: clock.random(), calls: 1 + deferred, cleared: deferred > 0 }),
    pause: (attempt: number) => clock.sleep(backoffMillis(attempt, clock.random())),
    anyOf: (records: readonly NativeRecord[]) => records[Math.floor(clock.random() * records.length)],
  };
  return courier;
}

import { backoffMillis } from '../../lib/control/backoff';
import { initialLimit, Limit, nextLimit } from '../../lib/control/limit';
import { carry } from './carry';
import { asOutage, decided, isOverload } from './delivery';
import { createErrand } from './errand';
import type { Clock, Delivery, Target } from './host';
import { createLeave } from './leave';
import type { NativeRecord } from './records';
import { settle } from './settle';
import type { SharedBreaker } from './shared-breaker';
import type { Budget, Trip } from './trip';

const BOUNDS = { maxConcurrency: 8, objectiveMillis: 5_000 };

/** Brings records to one target, within adaptive limits, by measured calls. */
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
  /** One call, measured; adapts the limit. */
  call(records: readonly NativeRecord[], timeoutMillis: number): Promise<Delivery>;
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
      const leave = createLeave(breaker, clock, { holder: `${name}.${++errands}`, patienceMillis, budget });
      const errand = createErrand(courier, leave, budget);
      await carry(errand, records);
      await settle(errand);
      await leave.handBack();
      return errand.trip;
    },
    async call(records: readonly NativeRecord[], timeoutMillis: number) {
      const start = clock.now();
      const delivery = decided(await target.deliver(records, timeoutMillis).catch(asOutage), records.length);
      if (delivery.kind === 'failed') courier.failedCalls++;
      const overloaded = isOverload(delivery);
      const call = { records: records.length, millis: clock.now() - start, overloaded };
      courier.limit = nextLimit(courier.limit, call, bounds);
      return delivery;
    },
    pause: (attempt: number) => clock.sleep(backoffMillis(attempt, clock.random())),
    anyOf: (records: readonly NativeRecord[]) => records[Math.floor(clock.random() * records.length)],
  };
  return courier;
}

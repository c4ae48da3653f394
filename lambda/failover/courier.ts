import { backoffMillis } from '../../lib/control/backoff';
import { blame, Health, observe, UNKNOWN } from '../../lib/control/detection/health';
import { initialLimit, Limit, nextLimit } from '../../lib/control/limit';
import { carry } from './carry';
import { asOutage, asStop, decided, goesOn, isOverload, isRefusal } from './delivery';
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
  readonly health: Health;
  /** By its last calls the target is down, or so slow that it may as well be. */
  readonly isDown: boolean;
  /** The record accepted last: redelivered where only it can tell poison from an outage. */
  control?: NativeRecord;
  /** The target must not get a record again that it took, so that none can serve as control. */
  once?: boolean;
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

export interface Manners {
  /** How long to wait for another environment's verdict on a suspect target. */
  readonly patienceMillis: number;
  /** A call that takes longer is as good as failed, if the target was faster before. */
  readonly slowCallMillis: number;
  readonly failuresToOpen: number;
}

export function createCourier(target: Target, breaker: SharedBreaker, clock: Clock, manners: Manners): Courier {
  const bounds = { maxChunk: target.maxRecords, ...BOUNDS };
  /** Of this courier alone among all environments. */
  const name = clock.random().toString(36).slice(2);
  let errands = 0;
  const courier = {
    failedCalls: 0,
    /** The target was seen to go on behind a record that it refused. */
    namesEach: false,
    limit: initialLimit(bounds),
    health: { ...UNKNOWN, fewest: manners.failuresToOpen },
    isDown: false,
    refusedBefore: new WeakSet<NativeRecord>(),
    breaker,
    async deliver(records: readonly NativeRecord[], budget: Budget) {
      const leave = createLeave(courier, clock, { holder: `${name}.${++errands}`, ...manners, budget });
      const errand = createErrand(courier, leave, budget);
      await carry(errand, records);
      await settle(errand);
      // No record was to blame where all were taken in the end.
      if (errand.doubtful.length > 0 && errand.trip.accepted.length === records.length) {
        courier.health = blame(courier.health, errand.doubtful);
        courier.isDown = courier.health.verdict !== false;
        if (courier.isDown) await leave.tell('failed', 'free');
      }
      await leave.handBack();
      return errand.trip;
    },
    async call(records: readonly NativeRecord[], timeoutMillis: number) {
      const start = clock.now();
      const answer = decided(await target.deliver(records, timeoutMillis).catch(asOutage), records.length);
      courier.namesEach ||= goesOn(answer, records.length);
      const delivery = courier.namesEach ? answer : asStop(answer, records.length);
      const failed = delivery.kind === 'failed';
      if (failed) courier.failedCalls++;
      const call = {
        records: records.length,
        millis: clock.now() - start,
        overloaded: isOverload(delivery),
        failed,
        isDoubtful: isRefusal(delivery),
      };
      courier.limit = nextLimit(courier.limit, call, bounds);
      // A target that is known to be down says nothing of how often calls fail when it is not.
      if (failed && breaker.isOpen) return delivery;
      courier.health = observe(courier.health, call);
      courier.isDown = courier.health.verdict !== false && (failed || call.millis > manners.slowCallMillis);
      return delivery;
    },
    pause: (attempt: number) => clock.sleep(backoffMillis(attempt, clock.random())),
    anyOf: (records: readonly NativeRecord[]) => records[Math.floor(clock.random() * records.length)],
  };
  return courier;
}

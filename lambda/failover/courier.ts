import { backoffMillis } from '../../lib/control/backoff';
import { BreakerEvent, holds } from '../../lib/control/breaker';
import { initialLimit, Limit, LimitBounds, nextLimit } from '../../lib/control/limit';
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

const MAX_CONCURRENCY = 8;
const LATENCY_OBJECTIVE_MILLIS = 5_000;

/** Pause between two looks at a breaker whose permit somebody else holds. */
const POLL_MILLIS = 40;

/** Brings records to one target: admission by the shared breaker, adaptive limits, measured calls. */
export class Courier {
  /** Calls that failed as a whole since the counter was last taken. */
  public failedCalls = 0;
  public limit: Limit;
  /** The record accepted last: redelivered where only it can tell poison from an outage. */
  public control?: NativeRecord;
  /** Records refused elsewhere, or before they came back from the lake. */
  public readonly refusedBefore = new WeakSet<NativeRecord>();
  readonly #bounds: LimitBounds;
  readonly #target: Target;
  readonly #clock: Clock;
  readonly #patienceMillis: number;
  /** Of this courier alone among all environments. */
  readonly #name: string;
  #errands = 0;

  /** @param patienceMillis how long to wait for another environment's verdict on a suspect target */
  constructor(
    target: Target,
    public readonly breaker: SharedBreaker,
    clock: Clock,
    patienceMillis: number,
  ) {
    this.#target = target;
    this.#clock = clock;
    this.#patienceMillis = patienceMillis;
    this.#bounds = {
      maxChunk: target.maxRecords,
      maxConcurrency: MAX_CONCURRENCY,
      objectiveMillis: LATENCY_OBJECTIVE_MILLIS,
    };
    this.#name = clock.random().toString(36).slice(2);
    this.limit = initialLimit(this.#bounds);
  }

  /** Bring records in order; resolves whatever the target does. */
  public async deliver(records: readonly NativeRecord[], budget: Budget): Promise<Trip> {
    const errand = new Errand(this, `${this.#name}.${++this.#errands}`, budget);
    await carry(errand, records);
    await settle(errand);
    await errand.handBack();
    return errand.trip;
  }

  /** Wait for leave to call; who holds the permit has it. */
  public async admit(holder: string, budget: Budget): Promise<Admission> {
    const patience = this.#clock.now() + this.#patienceMillis;
    for (;;) {
      const route = await this.breaker.route();
      if (this.breaker.isHeldBy(holder)) return 'permit';
      if (route === 'pass') return 'free';
      if (route === 'divert') return 'refused';
      if (route === 'ask' && holds(await this.breaker.report({ kind: 'asked', holder }), holder)) return 'permit';
      if (this.#clock.now() >= patience || budget() === 0) return 'refused';
      await this.#clock.sleep(POLL_MILLIS * (1 + this.#clock.random()));
    }
  }

  /** One call, measured; adapts the limit. */
  public async call(records: readonly NativeRecord[], timeoutMillis: number): Promise<Delivery> {
    const start = this.#clock.now();
    const delivery = decided(await this.#target.deliver(records, timeoutMillis).catch(asOutage), records.length);
    if (delivery.kind === 'failed') this.failedCalls++;
    const overloaded = delivery.kind === 'failed' && delivery.cause === 'overload';
    const call = { records: records.length, millis: this.#clock.now() - start, overloaded };
    this.limit = nextLimit(this.limit, call, this.#bounds);
    return delivery;
  }

  /** @param deferred failed calls on single records that were not reported when they failed */
  public report(kind: BreakerEvent['kind'], holder: string, deferred = 0): Promise<unknown> {
    const random = this.#clock.random();
    return this.breaker.report({ kind, holder, random, calls: 1 + deferred, cleared: deferred > 0 });
  }

  public pause(attempt: number): Promise<void> {
    return this.#clock.sleep(backoffMillis(attempt, this.#clock.random()));
  }

  public anyOf(records: readonly NativeRecord[]): NativeRecord {
    return records[Math.floor(this.#clock.random() * records.length)];
  }
}

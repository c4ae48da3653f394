import { backoffMillis } from '../../lib/control/backoff';
import { initialLimit, Limit, LimitBounds, nextLimit } from '../../lib/control/limit';
import { Evidence, judge } from '../../lib/control/verdict';
import { holds } from '../../lib/control/breaker';
import type { Clock, Delivery, Refusal, Target } from './host';
import { NativeRecord, orderKey } from './records';
import type { SharedBreaker } from './shared-breaker';

/** A record that a target did not take, and why. */
export interface Undelivered extends Reason {
  readonly record: NativeRecord;
  /** Times the target refused this very record; absent where others or the target's state are to blame. */
  readonly refusals?: number;
}

export interface Reason {
  readonly code: string;
  readonly message: string;
}

/** Where the records of one trip to a target ended; each is in exactly one list. */
export interface Trip {
  readonly accepted: NativeRecord[];
  /** Refused by a target proven healthy. */
  readonly poison: Undelivered[];
  /** Not taken: an outage, or doubt. */
  readonly undelivered: Undelivered[];
  /** Never handed over: the time was up before. */
  readonly unattempted: NativeRecord[];
}

/** Milliseconds that a call may take at this moment; 0 where none may start. */
export type Budget = () => number;

const MAX_CONCURRENCY = 8;
const LATENCY_OBJECTIVE_MILLIS = 5_000;

/** Failed calls in a row on one set of records before it goes elsewhere. */
const MAX_FAILURES = 4;

/** Failed calls in a row, while records are isolated, after which the target's health is asked for. */
const FAILURES_TO_ASK = 3;

/** Pause between two looks at a breaker whose permit somebody else holds. */
const POLL_MILLIS = 40;

let couriers = 0;

/** Brings records to one target: admission by the shared breaker, bounded retry, isolation of poison, adaptive limits. */
export class Courier {
  /** Calls that failed as a whole since the counter was last taken. */
  public failedCalls = 0;
  public limit: Limit;
  /** The record accepted last: redelivered where only it can tell poison from an outage. */
  public control?: NativeRecord;
  private readonly bounds: LimitBounds;

  /** @param patienceMillis how long to wait for another environment's verdict on a suspect target */
  constructor(
    private readonly target: Target,
    public readonly breaker: SharedBreaker,
    private readonly clock: Clock,
    private readonly patienceMillis: number,
  ) {
    this.bounds = {
      maxChunk: target.maxRecords,
      maxConcurrency: MAX_CONCURRENCY,
      objectiveMillis: LATENCY_OBJECTIVE_MILLIS,
    };
    this.limit = initialLimit(this.bounds);
  }

  /** Bring records in order; resolves whatever the target does. */
  public async deliver(records: readonly NativeRecord[], budget: Budget): Promise<Trip> {
    const errand = new Errand(this, budget);
    await errand.carry(records);
    await errand.settle();
    return errand.trip;
  }

  /** One call, measured; adapts the limit. */
  public async call(records: readonly NativeRecord[], timeoutMillis: number): Promise<Delivery> {
    const start = this.clock.now();
    const delivery = decided(await this.target.deliver(records, timeoutMillis).catch(asOutage), records.length);
    const overloaded = delivery.kind === 'failed' && delivery.cause === 'overload';
    if (delivery.kind === 'failed') this.failedCalls++;
    this.limit = nextLimit(
      this.limit,
      { records: records.length, millis: this.clock.now() - start, overloaded },
      this.bounds,
    );
    return delivery;
  }

  /** Wait for leave to call: freely, with the one permit, or not at all. */
  public async admit(holder: string, budget: Budget): Promise<Admission> {
    const patience = this.clock.now() + this.patienceMillis;
    for (;;) {
      const pending = this.breaker.route();
      const route = typeof pending === 'string' ? pending : await pending;
      if (route === 'pass') return 'free';
      if (route === 'divert') return 'refused';
      if (route === 'ask' && holds(await this.breaker.report({ kind: 'asked', holder }), holder)) return 'permit';
      if (this.clock.now() >= patience || budget() === 0) return 'refused';
      await this.clock.sleep(POLL_MILLIS * (1 + this.clock.random()));
    }
  }

  public report(kind: 'succeeded' | 'released' | 'failed', holder: string): Promise<unknown> {
    return this.breaker.report({ kind, holder, random: this.clock.random() });
  }

  public pause(attempt: number): Promise<void> {
    return this.clock.sleep(backoffMillis(attempt, this.clock.random()));
  }

  public anyOf(records: readonly NativeRecord[]): NativeRecord {
    return records[Math.floor(this.clock.random() * records.length)];
  }

  public nextHolder(): string {
    return `${Math.floor(this.clock.random() * 2 ** 32).toString(36)}.${++couriers}`;
  }
}

/** How a call is reported to the breaker if it fails: as a failure, or as no news. */
type Weight = 'counts' | 'quiet';

type Outcome = Delivery | ({ readonly kind: 'blocked' } & Reason);

type Admission = 'free' | 'permit' | 'refused';

interface Suspect extends Undelivered {
  readonly refusals: number;
}

const TIME_UP = { code: 'DEADLINE', message: 'the invocation has no time left for another call' };
const DIVERTED = { code: 'BREAKER_OPEN', message: 'the breaker of the target is open' };

/** One set of records on its way to one target. */
class Errand {
  public readonly trip: Trip = { accepted: [], poison: [], undelivered: [], unattempted: [] };
  private readonly holder: string;
  private suspects: Suspect[] = [];
  private readonly failedAlone = new Set<NativeRecord>();
  private calls = 0;
  private lastSuccess = 0;
  private lastRefusal = 0;
  private unsteady = false;

  constructor(
    private readonly courier: Courier,
    private readonly budget: Budget,
  ) {
    this.holder = courier.nextHolder();
  }

  /**
   * Hand the records over. After a failed call only single records go out until the target takes one again or the breaker
   * opens: an outage costs few calls, and one bad record cannot look like one.
   */
  public async carry(records: readonly NativeRecord[]): Promise<void> {
    let reason: Reason | undefined;
    for (let failures = 0; ;) {
      if (this.budget() === 0) return reason ? this.giveUp(records, reason) : this.leave(records);
      const admission = await this.courier.admit(this.holder, this.budget);
      if (admission === 'refused') return this.giveUp(records, reason ?? DIVERTED);
      const part = failures > 0 || admission === 'permit' ? this.probe(records, failures) : records;
      const outcome = await this.call(part, this.weigh(part), admission);
      if (outcome.kind === 'accepted' || outcome.kind === 'refused')
        return this.resume(records, part, outcome, failures);
      if (outcome.kind === 'failed' && outcome.cause === 'content') return this.isolate(records, 'whole');
      reason = outcome;
      if (++failures >= MAX_FAILURES) return this.giveUp(records, reason);
      if (part.length === 1 && isRefusal(outcome)) this.noteRefusedAlone(part[0], records);
      await this.courier.pause(failures);
    }
  }

  /**
   * One record to try the target with: the first. Where that was refused alone, one that was accepted before tells best; then
   * any first one of another order key, so that no key's order is broken; last, one behind a record that may be poison.
   */
  private probe(records: readonly NativeRecord[], failures: number): readonly NativeRecord[] {
    const { control } = this.courier;
    const isNew = (record: NativeRecord): boolean => !this.failedAlone.has(record);
    if (isNew(records[0])) return [records[0]];
    if (control && isNew(control)) return [control];
    const heads = headsOf(records).filter(isNew);
    if (heads.length > 0) return [this.courier.anyOf(heads)];
    return [(failures >= MAX_FAILURES - 1 && records.find(isNew)) || records[0]];
  }

  /** A record accepted before and now refused shows an unsteady target. */
  private noteRefusedAlone(record: NativeRecord, records: readonly NativeRecord[]): void {
    this.failedAlone.add(record);
    if (!records.includes(record)) this.unsteady = true;
  }

  /** The same record failing again says nothing new of the target. */
  private weigh(part: readonly NativeRecord[]): Weight {
    return part.length === 1 && this.failedAlone.has(part[0]) ? 'quiet' : 'counts';
  }

  /** A call got through: book its records, then see to the rest, by halves where a whole call had failed. */
  private async resume(
    records: readonly NativeRecord[],
    part: readonly NativeRecord[],
    outcome: Delivery,
    failures: number,
  ): Promise<void> {
    const own = part === records || records.includes(part[0]);
    const untouched = own ? this.take(part, outcome) : [];
    const rest = part === records ? untouched : records.filter((record) => !own || record !== part[0]);
    if (rest.length === 0) return;
    if (part !== records) return failures > 0 ? this.isolate(rest, 'halves') : this.carry(rest);
    await this.goOn(rest);
  }

  /** The target stopped at a record or asked for a pause: what follows goes where that record goes, to keep the order. */
  private async goOn(rest: readonly NativeRecord[]): Promise<void> {
    if (this.suspects.length === 0) await this.courier.pause(1);
    const doubt = await this.doubted();
    return doubt ? this.giveUp(rest, doubt) : this.carry(rest);
  }

  /** Decide on the suspects now; a record that stays in doubt is returned. */
  private async doubted(): Promise<Undelivered | undefined> {
    const before = this.trip.undelivered.length;
    await this.settle();
    return this.trip.undelivered.length > before ? this.trip.undelivered.at(-1) : undefined;
  }

  /** Decide on the refused records: poison only on evidence, see `judge`. */
  public async settle(): Promise<void> {
    for (let round = 1; this.suspects.length > 0; round++) {
      const verdict = judge(this.evidence());
      if (verdict === 'poison') {
        this.trip.poison.push(...this.suspects.splice(0));
      } else if (verdict === 'doubt' || !(await (verdict === 'retry' ? this.retry(round) : this.askControl()))) {
        this.trip.undelivered.push(...this.suspects.splice(0));
      }
    }
  }

  private evidence(): Evidence {
    return {
      refusals: Math.min(...this.suspects.map((suspect) => suspect.refusals)),
      unsteady: this.unsteady,
      lastRefusal: this.lastRefusal,
      lastSuccess: this.lastSuccess,
      hasControl: this.courier.control !== undefined,
    };
  }

  /** Try the suspects again: together, then singly where the target does not name them. False where it cannot be asked. */
  private async retry(round: number): Promise<boolean> {
    await this.courier.pause(round);
    const again = this.suspects.splice(0);
    const outcome = await this.call(recordsOf(again), 'quiet');
    if (again.length > 1 && isRefusal(outcome)) return this.retrySingly(again);
    const untouched = this.rebook(again, outcome);
    if (untouched.length > 0) return this.retrySingly(untouched);
    return isAnswer(outcome);
  }

  /** One after the other, as long as the target answers; the others stay suspects. */
  private async retrySingly(again: readonly Suspect[]): Promise<boolean> {
    let failuresInRow = 0;
    for (const [index, suspect] of again.entries()) {
      const outcome = await this.call([suspect.record], 'quiet');
      this.rebook([suspect], outcome);
      failuresInRow = outcome.kind === 'failed' ? failuresInRow + 1 : 0;
      const ask = failuresInRow >= FAILURES_TO_ASK && this.courier.control !== undefined;
      if (isAnswer(outcome) && (!ask || (await this.askControl()))) continue;
      this.suspects.push(...again.slice(index + 1));
      return false;
    }
    return true;
  }

  /** Sort suspects that were handed over again; one that recovers shows an unsteady target. Returns those not looked at. */
  private rebook(again: readonly Suspect[], outcome: Outcome): Suspect[] {
    if (outcome.kind === 'accepted' || outcome.kind === 'refused') {
      const before = this.trip.accepted.length;
      const refusals = Math.min(...again.map((suspect) => suspect.refusals)) + 1;
      const untouched = new Set(this.take(recordsOf(again), outcome, refusals));
      if (this.trip.accepted.length > before) this.unsteady = true;
      return again.filter(({ record }) => untouched.has(record));
    }
    const more = isRefusal(outcome) ? 1 : 0;
    for (const { record, refusals } of again) this.suspect(record, outcome, refusals + more);
    return [];
  }

  /** Hand over once more a record accepted before: does the target still work? Targets are idempotent by record id. */
  private async askControl(): Promise<boolean> {
    const { control } = this.courier;
    const outcome = control ? await this.call([control], 'counts') : undefined;
    if (outcome && isRefusal(outcome)) this.unsteady = true;
    return outcome?.kind === 'accepted';
  }

  /** The target works but not with these together: halve until the records it fails on stand alone. */
  private async isolate(records: readonly NativeRecord[], begin: 'whole' | 'halves'): Promise<void> {
    const stack = begin === 'halves' || records.length > 1 ? halves(records) : [[...records]];
    const depth = Math.ceil(Math.log2(records.length + 1)) + 2;
    for (let failuresInRow = 0; stack.length > 0;) {
      const part = stack.pop()!;
      const outcome = await this.call(part, 'quiet');
      failuresInRow = outcome.kind === 'failed' ? failuresInRow + 1 : 0;
      if (outcome.kind === 'accepted' || outcome.kind === 'refused') {
        const untouched = this.take(part, outcome);
        if (untouched.length > 0) stack.push(untouched);
      } else if (!isRefusal(outcome)) return this.giveUp([part, ...stack.reverse()].flat(), outcome);
      else if (part.length > 1) stack.push(...halves(part));
      else if (outcome.cause === 'content') this.trip.poison.push({ record: part[0], ...reasonOf(outcome) });
      else this.suspect(part[0], outcome, 1);

      if (outcome.kind === 'failed' && failuresInRow >= (this.courier.control ? FAILURES_TO_ASK : depth)) {
        if (!(await this.askControl())) return this.giveUp(stack.reverse().flat(), outcome);
        failuresInRow = 0;
      }
      if (outcome.kind !== 'accepted' && this.holdsUp(stack)) {
        const doubt = await this.doubted();
        if (doubt) return this.giveUp(stack.reverse().flat(), doubt);
      }
    }
  }

  /** True where records follow that must not overtake a suspect. */
  private holdsUp(stack: readonly (readonly NativeRecord[])[]): boolean {
    if (this.suspects.length === 0) return false;
    const keys = new Set(this.suspects.map(({ record }) => orderKey(record)));
    return stack.some((part) => part.some((record) => keys.has(orderKey(record))));
  }

  /** One call within the time left and with leave; tells the breaker what it must know. */
  private async call(records: readonly NativeRecord[], weight: Weight, leave?: Admission): Promise<Outcome> {
    const admission = leave ?? (await this.courier.admit(this.holder, this.budget));
    if (admission === 'refused') return { kind: 'blocked', ...DIVERTED };
    const timeout = this.budget();
    const delivery: Outcome = timeout > 0 ? await this.courier.call(records, timeout) : { kind: 'blocked', ...TIME_UP };
    this.calls++;
    if (delivery.kind === 'accepted' || (delivery.kind === 'refused' && acceptedBy(delivery, records.length) > 0)) {
      this.lastSuccess = this.calls;
    }
    const news = newsOf(delivery, weight);
    if (news === 'failed' || admission === 'permit') await this.courier.report(news, this.holder);
    return delivery;
  }

  /** Book what a call did with its records; returns those to hand over again. */
  private take(records: readonly NativeRecord[], outcome: Delivery, refusals = 1): NativeRecord[] {
    const untouched: NativeRecord[] = [];
    if (outcome.kind === 'accepted') append(this.trip.accepted, records);
    if (outcome.kind === 'refused') {
      const refused = new Map(outcome.items.map((item) => [item.index, item]));
      const again = new Set(outcome.untouched);
      records.forEach((record, index) => {
        if (again.has(index)) untouched.push(record);
        else this.sort(record, refused.get(index), refusals);
      });
    }
    this.courier.control = this.trip.accepted.at(-1) ?? this.courier.control;
    return untouched;
  }

  private sort(record: NativeRecord, refusal: Refusal | undefined, refusals: number): void {
    if (!refusal) this.trip.accepted.push(record);
    else if (refusal.cause === 'content') this.trip.poison.push({ record, ...reasonOf(refusal) });
    else this.suspect(record, refusal, refusals);
  }

  private suspect(record: NativeRecord, reason: Reason, refusals: number): void {
    this.lastRefusal = this.calls;
    this.suspects.push({ record, ...reasonOf(reason), refusals });
  }

  private giveUp(records: readonly NativeRecord[], reason: Reason): void {
    for (const record of records) {
      const refusals = this.failedAlone.has(record) ? 1 : undefined;
      this.trip.undelivered.push({ record, refusals, ...reasonOf(reason) });
    }
  }

  private leave(records: readonly NativeRecord[]): void {
    append(this.trip.unattempted, records);
  }
}

function acceptedBy({ items, untouched }: Extract<Delivery, { kind: 'refused' }>, records: number): number {
  return records - items.length - untouched.length;
}

/** What a call tells the breaker: a target that answers is alive, whatever it thinks of the records. */
function newsOf(outcome: Outcome, weight: Weight): 'succeeded' | 'failed' | 'released' {
  if (outcome.kind === 'blocked') return 'released';
  if (outcome.kind !== 'failed' || outcome.cause === 'content') return 'succeeded';
  return weight === 'counts' || !isRefusal(outcome) ? 'failed' : 'released';
}

/** A thrown record and a rejected one may be refusals of the record; an outage is none. */
function isRefusal(outcome: Outcome): outcome is Extract<Delivery, { kind: 'failed' }> {
  return outcome.kind === 'failed' && (outcome.cause === 'unclear' || outcome.cause === 'content');
}

/** False where the target could not be asked, or could not answer. */
function isAnswer(outcome: Outcome): boolean {
  return outcome.kind !== 'blocked' && (outcome.kind !== 'failed' || isRefusal(outcome));
}

/** A target that took and refused nothing wants less. */
function decided(delivery: Delivery, records: number): Delivery {
  if (delivery.kind !== 'refused' || delivery.untouched.length < records) return delivery;
  return { kind: 'failed', cause: 'overload', code: 'NOTHING_TAKEN', message: 'the target took none of the records' };
}

/** The first record of each order key. */
function headsOf(records: readonly NativeRecord[]): NativeRecord[] {
  const heads = new Map<string, NativeRecord>();
  for (const record of records) if (!heads.has(orderKey(record))) heads.set(orderKey(record), record);
  return [...heads.values()];
}

function reasonOf({ code, message }: Reason): Reason {
  return { code, message };
}

/** The second half first: the stack is worked from its end, in order. */
function halves(records: readonly NativeRecord[]): NativeRecord[][] {
  const middle = Math.ceil(records.length / 2);
  return [records.slice(middle), records.slice(0, middle)].filter((half) => half.length > 0);
}

function recordsOf(undelivered: readonly Undelivered[]): NativeRecord[] {
  return undelivered.map(({ record }) => record);
}

/** Without spreading: a batch may be larger than the argument limit. */
function append<T>(to: T[], from: readonly T[]): void {
  for (const item of from) to.push(item);
}

function asOutage(error: unknown): Delivery {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { kind: 'failed', cause: 'outage', code: name, message };
}

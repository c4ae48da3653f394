import type { Accounts, Violation } from '../../lib/simulation/data-plane/accounts';
import type { FaultPlan, FaultWindow } from '../../lib/simulation/data-plane/faults';
import type { Sink } from '../../lib/simulation/data-plane/sink';
import { THREW } from './consumer';
import type { Plan } from './plan';
import type { Source } from './sources';

/** What came of a run, in records. */
export interface Outcome {
  readonly violations: readonly Violation[];
  /** Faults that came true. */
  readonly injected: ReadonlyMap<string, number>;
  readonly sent: number;
  readonly delivered: number;
  readonly diverted: number;
  readonly quarantined: number;
  readonly deadLettered: number;
}

/** What is looked at when a run is over. */
export interface Remains {
  readonly plan: Plan;
  readonly accounts: Accounts;
  readonly faults: FaultPlan;
  readonly source: Source;
  readonly primary: Sink;
  readonly fallback?: Sink;
  /** Lay in the lake at any time: no order is promised of it. */
  readonly everStored: ReadonlySet<string>;
  readonly disputedObjects: ReadonlySet<string>;
}

/** Counts, and holds the run to what is promised. */
export function outcomeOf(remains: Remains): Outcome {
  const { accounts, faults, source, primary, fallback } = remains;
  for (const { id } of source.expired) accounts.forgotten(id);
  accounts.close((id) => source.isWaiting(id), mostGoodQuarantined(remains.plan));
  noteDisputes(remains);
  noteFailedCalls(remains);
  noteDelays(remains);
  if (keepsOrder(remains.plan)) accounts.checkOrder((id) => hasOrder(remains, id));
  noteUnfinished(remains);
  if (remains.plan.hasOneEffect) noteRepeated(remains);
  return {
    violations: accounts.violations,
    injected: faults.injected,
    sent: accounts.sent.size,
    delivered: primary.taken.size,
    diverted: fallback?.taken.size ?? 0,
    quarantined: [...accounts.sent.keys()].filter((id) => accounts.isIn('quarantined/', id)).length,
    deadLettered: source.deadLetters.length,
  };
}

/** Deliveries to both targets count. */
function noteRepeated({ accounts, primary, fallback }: Remains): void {
  for (const id of accounts.sent.keys()) {
    const times = (primary.taken.get(id)?.times ?? 0) + (fallback?.taken.get(id)?.times ?? 0);
    if (times > 1) accounts.note('unexpected', `${id} was taken ${times} times`);
  }
}

/** Good records are at a target in the end, and none was given up by its source. */
function noteUnfinished({ plan, accounts, source }: Remains): void {
  for (const [id, { isPoison }] of accounts.sent) {
    const isMisjudged = mostGoodQuarantined(plan) > 0 && accounts.isIn('quarantined/', id);
    const isDone = isPoison || accounts.isTaken(id) || accounts.deadLettered(id) || isMisjudged;
    if (!isDone) accounts.note('stuck', `${id} is ${source.isWaiting(id) ? 'in its source' : 'in the lake'}`);
  }
  for (const [id, { isPoison }] of plan.settlesPoison ? accounts.sent : []) {
    const isSettled = !isPoison || accounts.isIn('quarantined/', id) || accounts.deadLettered(id);
    if (!isSettled) accounts.note('stuck', `${id} is poison, and not in quarantine`);
  }
  for (const { id } of plan.mayDeadLetter ? [] : source.deadLetters) {
    accounts.note('unexpected', `${id} was dead-lettered`);
  }
}

/** One worker has an object at a time, and one call a record, unless clocks are wrong or the table is away. */
function noteDisputes({ plan, accounts, primary, fallback, disputedObjects }: Remains): void {
  if (plan.mayDispute || plan.skewMillis > 0 || plan.faults.some(disputes)) return;
  for (const key of disputedObjects) accounts.note('disputed', `${key} was changed by a worker that had lost it`);
  // Where poison is suspected, records that were accepted before are handed over again.
  if (plan.poison > 0 || plan.events.some(({ what }) => what === 'break-consumer')) return;
  for (const [id, name] of [primary, fallback].flatMap((sink) => [...(sink?.disputed ?? [])])) {
    // A record may lie in two objects, which two workers may have.
    if (name === 'replay' && accounts.everIn.get(id)!.size > 1) continue;
    accounts.note('disputed', `${id} was in two calls of the ${name} function at the same time`);
  }
}

function disputes({ kind, code, operations }: FaultWindow): boolean {
  return kind === 'duplicated' || kind === 'jumped' || code === THREW || operations.includes('dynamodb.put');
}

function noteFailedCalls({ plan: { mostFailedCalls = Infinity }, accounts, primary }: Remains): void {
  const calls = primary.failures.length;
  if (calls > mostFailedCalls) accounts.note('failed calls', `${calls} failed, at most ${mostFailedCalls} may`);
}

function noteDelays({ plan: { mostDelayMillis }, accounts, primary, fallback }: Remains): void {
  if (mostDelayMillis === undefined) return;
  for (const [id, { at, isPoison }] of accounts.sent) {
    const taken = Math.min(...[primary, fallback].map((sink) => sink?.taken.get(id)?.at ?? Infinity));
    if (!isPoison && taken - at > mostDelayMillis) accounts.note('stuck', `${id} came after ${taken - at} ms`);
  }
}

/**
 * What is good is never quarantined in an outage, however often the target comes and goes. A consumer that throws at random looks
 * at times as if a record were to blame, one that is broken says nothing else, and dead letters go there.
 */
function mostGoodQuarantined({ events, faults, sparesGood, deadLetterRetentionMillis }: Plan): number {
  if (sparesGood) return 0;
  const isBroken = events.some(({ what }) => what === 'break-consumer');
  if (isBroken || deadLetterRetentionMillis !== undefined) return Infinity;
  return faults.some(({ code, share }) => code === THREW && share < 1) ? Infinity : 0;
}

/**
 * A record has no order any more once it lay in the lake, or once it failed alone twice where nothing else could tell whose fault
 * that was.
 */
function hasOrder({ everStored, primary, fallback }: Remains, id: string): boolean {
  const failedAlone = Math.max(...[primary, fallback].map((sink) => sink?.failedAlone.get(id) ?? 0));
  return !everStored.has(id) && failedAlone < 2;
}

/** A replay of the archive and a redrive bring old records behind new ones, as their operator asked. */
function keepsOrder({ source, events }: Plan): boolean {
  return source !== 'queue' && !events.some(({ what }) => what === 'replay-archive' || what === 'redrive');
}

import type { Accounts, Violation } from '../../lib/simulation/data-plane/accounts';
import type { FaultPlan } from '../../lib/simulation/data-plane/faults';
import type { Sink } from '../../lib/simulation/data-plane/sink';
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
}

/** Counts, and holds the run to what is promised. */
export function outcomeOf(remains: Remains): Outcome {
  const { accounts, faults, source, primary, fallback } = remains;
  for (const { id } of source.expired) accounts.forgotten(id);
  accounts.close((id) => source.isWaiting(id), isStrict(remains.plan));
  if (keepsOrder(remains.plan)) accounts.checkOrder((id) => remains.everStored.has(id));
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
    const isDone = isPoison || accounts.isTaken(id) || accounts.deadLettered(id);
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

/** What is good is never quarantined, unless the consumer was broken for a time, or dead letters go there. */
function isStrict({ events, sparesGood, deadLetterRetentionMillis }: Plan): boolean {
  if (sparesGood) return true;
  return deadLetterRetentionMillis === undefined && !events.some(({ what }) => what === 'break-consumer');
}

/** A replay of the archive and a redrive bring old records behind new ones, as their operator asked. */
function keepsOrder({ source, events }: Plan): boolean {
  return source !== 'queue' && !events.some(({ what }) => what === 'replay-archive' || what === 'redrive');
}

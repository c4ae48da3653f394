import type { Delivery, FailureCause, Refusal } from './host';
import type { NativeRecord } from './records';
import type { Reason } from './trip';

/** What came of a wish to call: a delivery, or no call at all. */
export type Outcome = Delivery | ({ readonly kind: 'blocked' } & Reason);

export type Failed = Extract<Delivery, { kind: 'failed' }>;

/** The call got through: each of its records has an answer. */
export type Answered = Exclude<Delivery, Failed>;

export const ACCEPTED: Answered = { kind: 'accepted' };

/** A consumer ran out of time: for it was too much, or for a record that it hangs on. */
export const FUNCTION_TIMEOUT = 'FUNCTION_TIMEOUT';

/** A call that failed as a whole. */
export function failed(cause: FailureCause, code: string, message: string): Failed {
  return { kind: 'failed', cause, code, message };
}

/** A target that threw, though it should answer. */
export function asOutage(error: unknown): Failed {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return failed('outage', name, message);
}

/** A target that took and refused nothing wants less. */
export function decided(delivery: Delivery, records: number): Delivery {
  return delivery.kind === 'refused' && delivery.untouched.length >= records
    ? failed('overload', 'NOTHING_TAKEN', 'the target took none of the records')
    : delivery;
}

/** The target took a record behind one that it refused: it does not stop there, and means each that it names. */
export function goesOn(delivery: Delivery, records: number): boolean {
  if (delivery.kind !== 'refused' || delivery.items.length === 0) return false;
  const first = Math.min(...delivery.items.map(({ index }) => index));
  return first + delivery.items.length + delivery.untouched.length < records;
}

/**
 * What a target means that may stop at its first refusal and return all that it has not come to, as AWS asks a consumer of a
 * FIFO queue to do. Where it names every record from one to the last, only the first of them was refused for sure.
 */
export function asStop(delivery: Delivery, records: number): Delivery {
  if (records === 1) return delivery;
  if (delivery.kind === 'failed') return delivery.named ? { ...delivery, named: false } : delivery;
  if (delivery.kind !== 'refused' || delivery.items.some(({ cause }) => cause === 'content')) return delivery;
  const first = delivery.items.find(({ index }) => delivery.items.every((item) => index <= item.index));
  if (!first || goesOn(delivery, records)) return delivery;
  const behind = Array.from({ length: records - first.index - 1 }, (_, index) => first.index + 1 + index);
  return { kind: 'refused', items: [first], untouched: behind };
}

export function isAnswered(outcome: Outcome): outcome is Answered {
  return outcome.kind === 'accepted' || outcome.kind === 'refused';
}

/** The target wants less at a time. */
export function isOverload(outcome: Outcome): boolean {
  return outcome.kind === 'failed' && (outcome.cause === 'overload' || outcome.code === FUNCTION_TIMEOUT);
}

/** The target works, and says that what it got is wrong. */
export function isContent(outcome: Outcome): outcome is Failed {
  return outcome.kind === 'failed' && outcome.cause === 'content';
}

/** A thrown record and a rejected one may be refusals of the record; an outage is none. */
export function isRefusal(outcome: Outcome): outcome is Failed {
  return outcome.kind === 'failed' && (outcome.cause === 'unclear' || outcome.cause === 'content');
}

/** The target is alive: it answered, or refused what it got. */
export function isAlive(outcome: Outcome): outcome is Delivery {
  return isAnswered(outcome) || isRefusal(outcome);
}

/** True where at least one of so many records was accepted. */
export function tookSome(outcome: Outcome, records: number): boolean {
  if (outcome.kind === 'refused') return outcome.items.length + outcome.untouched.length < records;
  return outcome.kind === 'accepted';
}

interface Sorted {
  readonly accepted: readonly NativeRecord[];
  readonly refused: readonly { readonly record: NativeRecord; readonly refusal: Refusal }[];
  readonly untouched: readonly NativeRecord[];
}

/** The records of a call by what the answer says of each. */
export function sortedBy(answer: Answered, records: readonly NativeRecord[]): Sorted {
  if (answer.kind === 'accepted') return { accepted: records, refused: [], untouched: [] };
  const untouched = new Set(answer.untouched);
  const refusals = new Map(answer.items.filter((item) => !untouched.has(item.index)).map((item) => [item.index, item]));
  return {
    accepted: records.filter((_, index) => !refusals.has(index) && !untouched.has(index)),
    refused: records.flatMap((record, index) => {
      const refusal = refusals.get(index);
      return refusal ? [{ record, refusal }] : [];
    }),
    untouched: records.filter((_, index) => untouched.has(index)),
  };
}

/**
 * What a call tells the breaker if it fails and a record may be to blame: `failed`, the target is; `doubted`, one of several
 * records may be; `deferred`, this one record may be, which the next will show; `released`, it was known to be.
 */
export type Weight = 'failed' | 'doubted' | 'deferred' | 'released';

export type News = Weight | 'succeeded' | 'answered';

/** A target that answers is alive, whatever it thinks of the records, unless that `isDown`; one that cannot work is not. */
export function newsOf(outcome: Outcome, weight: Weight, { isDown, tookSome }: Bearing): News {
  if (outcome.kind === 'blocked') return 'released';
  if (outcome.kind === 'failed' && !isContent(outcome)) return isRefusal(outcome) ? weight : 'failed';
  if (isDown) return 'failed';
  return tookSome ? 'succeeded' : 'answered';
}

interface Bearing {
  readonly isDown: boolean;
  readonly tookSome: boolean;
}

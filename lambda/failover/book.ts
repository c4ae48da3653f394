import type { Evidence } from '../../lib/control/verdict';
import type { Courier } from './courier';
import { Answered, sortedBy } from './delivery';
import type { Refusal } from './host';
import type { NativeRecord } from './records';
import type { Reason, Trip, Undelivered } from './trip';

/** What became of the records of an errand, and what is known of those that were refused. */
export interface Book {
  readonly trip: Trip;
  /** Refused records on which no verdict has fallen yet. */
  readonly suspects: Suspect[];
  /** Records on which a call of their own failed. */
  readonly failedAlone: Set<NativeRecord>;
  /** A record was refused once and accepted another time. */
  unsteady: boolean;
  /** What is known of the suspects. */
  evidence(): Evidence;
  /** Count a call. */
  count(tookSome: boolean): void;
  /** Book the answer to a call; returns the records to hand over again. */
  take(records: readonly NativeRecord[], answer: Answered): readonly NativeRecord[];
  /** Book a refusal: what the target calls wrong is, all else is to be found out. */
  refuse(record: NativeRecord, refusal: Omit<Refusal, 'index'>): void;
  /** Keep a record back for the verdict; `refused`: the last call refused this very record. */
  suspect(record: NativeRecord, reason: Reason, refused: boolean): void;
  giveUp(records: readonly NativeRecord[], reason: Reason): void;
}

export interface Suspect extends Undelivered, History {
  readonly refusals: number;
}

interface History {
  readonly refusals: number;
  /** Ordinal of the call that refused the record first. */
  readonly first: number;
  /** It was refused again after a call had succeeded. */
  readonly confirmed: boolean;
}

export function openBook(courier: Courier): Book {
  const trip: Trip = { accepted: [], poison: [], undelivered: [], unattempted: [] };
  const suspects: Suspect[] = [];
  const failedAlone = new Set<NativeRecord>();
  const histories = new Map<NativeRecord, History>();
  let [calls, lastSuccess, lastRefusal] = [0, 0, 0];

  const suspect: Book['suspect'] = (record, { code, message }, refused) => {
    const before = histories.get(record) ?? { refusals: 0, first: calls, confirmed: false };
    const confirmed = before.confirmed || (refused && lastSuccess > before.first);
    const history = { ...before, refusals: before.refusals + Number(refused), confirmed };
    histories.set(record, history);
    lastRefusal = calls;
    suspects.push({ record, code, message, ...history });
  };
  const refuse: Book['refuse'] = (record, { cause, code, message }) => {
    if (cause === 'content') trip.poison.push({ record, code, message });
    else suspect(record, { code, message }, true);
  };

  const book: Book = {
    trip,
    suspects,
    failedAlone,
    unsteady: false,
    suspect,
    refuse,
    evidence() {
      const refusals = Math.min(...suspects.map((one) => one.refusals));
      const confirmed = suspects.every((one) => one.confirmed);
      const hasControl = courier.control !== undefined;
      return { refusals, confirmed, unsteady: book.unsteady, lastRefusal, lastSuccess, hasControl };
    },
    count(tookSome) {
      calls++;
      if (tookSome) lastSuccess = calls;
    },
    take(records, answer) {
      const { accepted, refused, untouched } = sortedBy(answer, records);
      for (const record of accepted) trip.accepted.push(record);
      for (const { record, refusal } of refused) refuse(record, refusal);
      if (!courier.once) courier.control = trip.accepted.at(-1) ?? courier.control;
      return untouched;
    },
    giveUp(records, { code, message }) {
      const refusalsOf = (record: NativeRecord): number | undefined => (failedAlone.has(record) ? 1 : undefined);
      for (const record of records) trip.undelivered.push({ record, code, message, refusals: refusalsOf(record) });
    },
  };
  return book;
}

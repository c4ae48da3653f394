import { Answered, isAnswered, isContent, isRefusal, Outcome, Weight } from './delivery';
import { DIVERTED, Errand } from './errand';
import { isolate } from './isolate';
import { NativeRecord, orderKey } from './records';
import { settle } from './settle';
import type { Reason } from './trip';

/** Failed calls in a row on one set of records before it goes elsewhere. */
const MAX_FAILURES = 4;

/**
 * Hand records over. After a failed call only single records go out until the target takes one again or the breaker opens: an
 * outage costs few calls, and one bad record cannot look like one.
 */
export async function carry(errand: Errand, records: readonly NativeRecord[]): Promise<void> {
  const { budget, courier } = errand;
  let reason: Reason | undefined;
  for (let attempt = 1; ; attempt++) {
    if (budget() === 0) return reason ? errand.giveUp(records, reason) : leaveOut(errand, records);
    const admission = await errand.leave.ask();
    if (admission === 'refused') return errand.giveUp(records, reason ?? DIVERTED);
    const isProbe = attempt > 1 || admission === 'permit';
    const part = isProbe ? [probe(errand, records, attempt)] : records;
    const outcome = await errand.call(part, weightOf(errand, part, records), admission);
    if (isAnswered(outcome)) {
      return isProbe
        ? resume(errand, bookProbe(errand, records, part[0], outcome), attempt > 1)
        : goOn(errand, errand.take(part, outcome));
    }
    if (isContent(outcome)) return isolate(errand, records);
    noteFailure(errand, part, outcome, records);
    if (attempt === MAX_FAILURES) return errand.giveUp(records, outcome);
    reason = outcome;
    await courier.pause(attempt);
  }
}

function leaveOut({ trip }: Errand, records: readonly NativeRecord[]): void {
  for (const record of records) trip.unattempted.push(record);
}

/**
 * One record to try the target with: the first. Where that was refused alone, one that was accepted before tells best; then
 * any first one of another order key, so that no key's order is broken; last, where nothing was ever accepted, one behind a
 * record that may be poison.
 */
function probe(errand: Errand, records: readonly NativeRecord[], attempt: number): NativeRecord {
  const { courier } = errand;
  const isNew = (record: NativeRecord): boolean => !errand.isSuspect(record);
  if (isNew(records[0])) return records[0];
  if (courier.control && isNew(courier.control)) return courier.control;
  const heads = headsOf(records).filter(isNew);
  if (heads.length > 0) return courier.anyOf(heads);
  return (attempt === MAX_FAILURES && !courier.control && records.find(isNew)) || records[0];
}

/** The first record of each order key. */
function headsOf(records: readonly NativeRecord[]): NativeRecord[] {
  const heads = new Map<string, NativeRecord>();
  for (const record of records) if (!heads.has(orderKey(record))) heads.set(orderKey(record), record);
  return [...heads.values()];
}

/**
 * Poison is no outage: the target is to blame where two records fail alone, or where there is but one to try. Records that
 * failed alone before say nothing new when they fail again.
 */
function weightOf(errand: Errand, part: readonly NativeRecord[], records: readonly NativeRecord[]): Weight {
  if (part.every((record) => errand.isSuspect(record))) return 'released';
  if (part.length > 1) return 'doubted';
  if (errand.failedAlone.size > 0) return 'failed';
  const others = [errand.courier.control, ...records].filter((record) => record && record !== part[0]);
  return others.some((record) => !errand.isSuspect(record!)) ? 'deferred' : 'failed';
}

/** A record that was accepted before and is refused now shows an unsteady target. */
function noteFailure(
  errand: Errand,
  part: readonly NativeRecord[],
  outcome: Outcome,
  records: readonly NativeRecord[],
): void {
  if (part.length > 1 || !isRefusal(outcome)) return;
  errand.failedAlone.add(part[0]);
  if (!records.includes(part[0])) errand.unsteady = true;
}

/** Returns the records that the probe was to open the way for; a control among them was booked when it was accepted first. */
function bookProbe(
  errand: Errand,
  records: readonly NativeRecord[],
  probed: NativeRecord,
  answer: Answered,
): readonly NativeRecord[] {
  const rest = records.filter((record) => record !== probed);
  if (rest.length < records.length) errand.take([probed], answer);
  return rest;
}

/** The target answers again: see to the rest, by halves where a call had failed before. */
async function resume(errand: Errand, rest: readonly NativeRecord[], failedBefore: boolean): Promise<void> {
  if (rest.length > 0) await (failedBefore ? isolate(errand, rest) : carry(errand, rest));
}

/** The target stopped at a record or asked for a pause: what follows goes where that record goes, to keep the order. */
async function goOn(errand: Errand, untouched: readonly NativeRecord[]): Promise<void> {
  if (untouched.length === 0) return;
  if (errand.suspects.length === 0) await errand.courier.pause(1);
  const doubt = await settle(errand);
  return doubt ? errand.giveUp(untouched, doubt) : carry(errand, untouched);
}

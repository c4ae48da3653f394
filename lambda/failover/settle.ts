import { judge } from '../../lib/control/verdict';
import { isAlive, isAnswered, isRefusal, Outcome } from './delivery';
import type { Suspect } from './book';
import type { Errand } from './errand';
import type { NativeRecord } from './records';
import type { Undelivered } from './trip';

/** Failed calls in a row, while records are tried singly, after which the target's health is asked for. */
export const FAILURES_TO_ASK = 3;

/** Decide on the refused records: poison only on evidence, see `judge`. Returns one that stays in doubt, if any does. */
export async function settle(errand: Errand): Promise<Undelivered | undefined> {
  const { suspects, trip } = errand;
  const before = trip.undelivered.length;
  for (let round = 1; suspects.length > 0; round++) {
    const verdict = judge(errand.evidence());
    if (verdict === 'poison') trip.poison.push(...suspects.splice(0));
    else if (verdict === 'doubt' || !(await (verdict === 'retry' ? retry(errand, round) : errand.askControl()))) {
      trip.undelivered.push(...suspects.splice(0));
    }
  }
  return trip.undelivered.slice(before).at(-1);
}

/** Try the suspects again: together, then singly where the target does not name them. False where it cannot be asked. */
async function retry(errand: Errand, round: number): Promise<boolean> {
  await errand.courier.pause(round);
  const again = errand.suspects.splice(0);
  const outcome = await errand.call(recordsOf(again), 'released');
  const isUnnamed = again.length > 1 && isRefusal(outcome) && !outcome.named;
  const unnamed = isUnnamed ? again : rebook(errand, again, outcome);
  return unnamed.length > 0 ? retrySingly(errand, unnamed) : isAlive(outcome);
}

/** One after the other, as long as the target answers; the others stay suspects. */
async function retrySingly(errand: Errand, again: readonly Suspect[]): Promise<boolean> {
  let failuresInRow = 0;
  for (const [index, suspect] of again.entries()) {
    const outcome = await errand.call([suspect.record], 'released');
    rebook(errand, [suspect], outcome);
    failuresInRow = outcome.kind === 'failed' ? failuresInRow + 1 : 0;
    const ask = failuresInRow >= FAILURES_TO_ASK && errand.courier.control !== undefined;
    if (isAlive(outcome) && (!ask || (await errand.askControl()))) continue;
    errand.suspects.push(...again.slice(index + 1));
    return false;
  }
  return true;
}

/** Book suspects that were handed over again; one that recovers shows an unsteady target. Returns those not looked at. */
function rebook(errand: Errand, again: readonly Suspect[], outcome: Outcome): Suspect[] {
  if (isAnswered(outcome)) {
    const before = errand.trip.accepted.length;
    const untouched = new Set(errand.take(recordsOf(again), outcome));
    if (errand.trip.accepted.length > before) errand.unsteady = true;
    return again.filter(({ record }) => untouched.has(record));
  }
  for (const { record } of again) errand.suspect(record, outcome, isRefusal(outcome));
  return [];
}

function recordsOf(suspects: readonly Suspect[]): NativeRecord[] {
  return suspects.map(({ record }) => record);
}

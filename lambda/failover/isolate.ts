import { isAlive } from './delivery';
import type { Errand } from './errand';
import type { Delivery } from './host';
import { NativeRecord, orderKey } from './records';
import { FAILURES_TO_ASK, settle } from './settle';

/** Parts to work off from the end, so that the order is kept. */
type Stack = (readonly NativeRecord[])[];

/** The target works but not with these together: halve until the records it fails on stand alone. */
export async function isolate(errand: Errand, records: readonly NativeRecord[]): Promise<void> {
  const stack = halves(records);
  const depth = Math.ceil(Math.log2(records.length + 1)) + 2;
  for (let failuresInRow = 0; stack.length > 0;) {
    const part = stack.pop()!;
    const outcome = await errand.call(part, 'released');
    if (!isAlive(outcome)) return errand.giveUp([part, ...stack.reverse()].flat(), outcome);
    stack.push(...bookPart(errand, part, outcome));

    failuresInRow = outcome.kind === 'failed' ? failuresInRow + 1 : 0;
    if (outcome.kind === 'failed' && failuresInRow >= (errand.courier.control ? FAILURES_TO_ASK : depth)) {
      if (!(await errand.askControl())) return errand.giveUp(stack.reverse().flat(), outcome);
      failuresInRow = 0;
    }
    const doubt = outcome.kind !== 'accepted' && holdsUp(errand, stack) ? await settle(errand) : undefined;
    if (doubt) return errand.giveUp(stack.reverse().flat(), doubt);
  }
}

/** Returns what is to be handed over again of a part. */
function bookPart(errand: Errand, part: readonly NativeRecord[], outcome: Delivery): Stack {
  if (outcome.kind !== 'failed') return [errand.take(part, outcome)].filter(isFilled);
  if (part.length > 1 && !outcome.named) return halves(part);
  for (const record of part) errand.suspect(record, outcome, true);
  return [];
}

/** True where records follow that must not overtake a suspect. */
function holdsUp({ suspects }: Errand, stack: Stack): boolean {
  const keys = new Set(suspects.map(({ record }) => orderKey(record)));
  return keys.size > 0 && stack.some((part) => part.some((record) => keys.has(orderKey(record))));
}

function halves(records: readonly NativeRecord[]): Stack {
  const middle = Math.ceil(records.length / 2);
  return [records.slice(middle), records.slice(0, middle)].filter(isFilled);
}

function isFilled(part: readonly NativeRecord[]): boolean {
  return part.length > 0;
}

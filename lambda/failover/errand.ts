import { Book, openBook } from './book';
import type { Courier } from './courier';
import { isContent, isRefusal, newsOf, Outcome, tookSome, Weight } from './delivery';
import type { Admission, Leave } from './leave';
import type { NativeRecord } from './records';
import type { Budget } from './trip';

/** One set of records on its way to one target: its calls, and the book of what became of each record. */
export interface Errand extends Book {
  readonly courier: Courier;
  readonly leave: Leave;
  readonly budget: Budget;
  /** Ordinals, in the courier's count, of calls that may have failed for a record. */
  readonly doubtful: number[];
  /** True for a record that failed alone, now or before it went into the lake: its next failure may be its own fault. */
  isSuspect(record: NativeRecord): boolean;
  /** One call within the time left and with leave; tells the breaker what it must know. */
  call(records: readonly NativeRecord[], weight: Weight, granted?: Admission): Promise<Outcome>;
  /** Hand over once more a record accepted before: does the target still work? Targets are idempotent by record id. */
  askControl(): Promise<boolean>;
}

export const DIVERTED = {
  kind: 'blocked',
  code: 'BREAKER_OPEN',
  message: 'the breaker of the target is open',
} as const;
const TIME_UP = {
  kind: 'blocked',
  code: 'DEADLINE',
  message: 'no time left for another call',
} as const;

export function createErrand(courier: Courier, leave: Leave, budget: Budget): Errand {
  const book = openBook(courier);
  const doubtful: number[] = [];
  const call: Errand['call'] = async (records, weight, granted) => {
    const admission = granted ?? (await leave.ask());
    if (admission === 'refused') return DIVERTED;
    const timeout = budget();
    const outcome: Outcome = timeout > 0 ? await courier.call(records, timeout) : TIME_UP;
    // A call that is too large for its target is no fault of the target either.
    if (isRefusal(outcome) && !isContent(outcome)) doubtful.push(courier.health.calls);
    const took = tookSome(outcome, records.length);
    book.count(took);
    await leave.tell(newsOf(outcome, weight, { isDown: courier.isDown, tookSome: took }), admission);
    return outcome;
  };
  return Object.assign(book, {
    courier,
    leave,
    budget,
    doubtful,
    call,
    isSuspect: (record: NativeRecord) => book.failedAlone.has(record) || courier.refusedBefore.has(record),
    async askControl() {
      const { control } = courier;
      if (!control) return false;
      const outcome = await call([control], 'failed');
      if (isRefusal(outcome)) book.unsteady = true;
      return outcome.kind === 'accepted';
    },
  });
}

import type { Evidence } from '../../lib/control/verdict';
import type { Courier } from './courier';
import { Answered, isRefusal, newsOf, Outcome, sortedBy, tookSome, Weight } from './delivery';
import type { Refusal } from './host';
import type { Admission, Leave } from './leave';
import type { NativeRecord } from './records';
import type { Budget, Reason, Trip, Undelivered } from './trip';

/** A refused record on which no verdict has fallen yet. */
export interface Suspect extends Undelivered, Refused {
  readonly refusals: number;
}

interface Refused {
  readonly refusals: number;
  /** Ordinal of the call that refused the record first. */
  readonly first: number;
  /** It was refused again after a call had succeeded. */
  readonly confirmed: boolean;
}

export const DIVERTED = {
  kind: 'blocked',
  code: 'BREAKER_OPEN',
  message: 'the breaker of the target is open',
} as const;
const TIME_UP = {
  kind: 'blocked',
  code: 'DEADLINE',
  message: 'the invocation has no time left for another call',
} as const;

/** One set of records on its way to one target: makes the calls, and books what became of each record. */
export class Errand {
  public readonly trip: Trip = { accepted: [], poison: [], undelivered: [], unattempted: [] };
  public readonly suspects: Suspect[] = [];
  /** Records on which a call of their own failed. */
  public readonly failedAlone = new Set<NativeRecord>();
  /** A record was refused once and accepted another time. */
  public unsteady = false;
  #calls = 0;
  #lastSuccess = 0;
  #lastRefusal = 0;
  readonly #refused = new Map<NativeRecord, Refused>();

  constructor(
    public readonly courier: Courier,
    public readonly leave: Leave,
    public readonly budget: Budget,
  ) {}

  /** True for a record that failed alone, now or before it went into the lake: its next failure may be its own fault. */
  public isSuspect(record: NativeRecord): boolean {
    return this.failedAlone.has(record) || this.courier.refusedBefore.has(record);
  }

  /** What is known of the suspects. */
  public get evidence(): Evidence {
    return {
      refusals: Math.min(...this.suspects.map(({ refusals }) => refusals)),
      confirmed: this.suspects.every(({ confirmed }) => confirmed),
      unsteady: this.unsteady,
      lastRefusal: this.#lastRefusal,
      lastSuccess: this.#lastSuccess,
      hasControl: this.courier.control !== undefined,
    };
  }

  /** One call within the time left and with leave; tells the breaker what it must know. */
  public async call(records: readonly NativeRecord[], weight: Weight, granted?: Admission): Promise<Outcome> {
    const admission = granted ?? (await this.leave.ask());
    if (admission === 'refused') return DIVERTED;
    const timeout = this.budget();
    const outcome: Outcome = timeout > 0 ? await this.courier.call(records, timeout) : TIME_UP;
    this.#calls++;
    if (tookSome(outcome, records.length)) this.#lastSuccess = this.#calls;
    await this.leave.tell(newsOf(outcome, weight), admission);
    return outcome;
  }

  /** Hand over once more a record accepted before: does the target still work? Targets are idempotent by record id. */
  public async askControl(): Promise<boolean> {
    const { control } = this.courier;
    if (!control) return false;
    const outcome = await this.call([control], 'failed');
    if (isRefusal(outcome)) this.unsteady = true;
    return outcome.kind === 'accepted';
  }

  /** Book the answer to a call; returns the records to hand over again. */
  public take(records: readonly NativeRecord[], answer: Answered): readonly NativeRecord[] {
    const { accepted, refused, untouched } = sortedBy(answer, records);
    for (const record of accepted) this.trip.accepted.push(record);
    for (const { record, refusal } of refused) this.refuse(record, refusal);
    this.courier.control = this.trip.accepted.at(-1) ?? this.courier.control;
    return untouched;
  }

  /** Book a refusal: what the target calls wrong is, all else is to be found out. */
  public refuse(record: NativeRecord, refusal: Omit<Refusal, 'index'>): void {
    const { cause, code, message } = refusal;
    if (cause === 'content') this.trip.poison.push({ record, code, message });
    else this.suspect(record, refusal, true);
  }

  /** Keep a record back for the verdict; `refused`: the last call refused this very record. */
  public suspect(record: NativeRecord, { code, message }: Reason, refused: boolean): void {
    const before = this.#refused.get(record) ?? { refusals: 0, first: this.#calls, confirmed: false };
    const confirmed = before.confirmed || (refused && this.#lastSuccess > before.first);
    const history = { ...before, refusals: before.refusals + Number(refused), confirmed };
    this.#refused.set(record, history);
    this.#lastRefusal = this.#calls;
    this.suspects.push({ record, code, message, ...history });
  }

  public giveUp(records: readonly NativeRecord[], { code, message }: Reason): void {
    for (const record of records) {
      this.trip.undelivered.push({ record, code, message, refusals: this.failedAlone.has(record) ? 1 : undefined });
    }
  }

  public leaveOut(records: readonly NativeRecord[]): void {
    for (const record of records) this.trip.unattempted.push(record);
  }
}

import type { Random } from '../random';
import type { EventQueue } from './event-queue';
import { noiseFactor } from './noise';
import { Pauses } from './pauses';
import type { TargetModel } from './target-model';
import { TokenBucket } from './token-bucket';

/** The target took the call, or it wanted less: it refused at once, or the caller's time ran out. */
export type CallEnd = 'accepted' | 'overloaded';

interface Call {
  readonly records: number;
  readonly ended: (end: CallEnd) => void;
  isOver: boolean;
}

/** Works calls in the order they come in, as its model says. */
export class SimulatedTarget {
  readonly #waiting: Call[] = [];
  #first = 0;
  #working = 0;
  readonly #bucket: TokenBucket | undefined;
  readonly #pauses: Pauses | undefined;

  constructor(
    private readonly model: TargetModel,
    private readonly events: EventQueue,
    private readonly random: Random,
  ) {
    const { admittedPerSecond, burst = 1, pauses } = model;
    this.#bucket = admittedPerSecond && new TokenBucket(admittedPerSecond, burst);
    this.#pauses = pauses && new Pauses(pauses, random);
  }

  call(records: number, ended: (end: CallEnd) => void): void {
    const { model, events } = this;
    const call: Call = { records, ended, isOver: false };
    const isBusy = this.#working >= Math.max(1, Math.round(model.servers(events.now)));
    if (isBusy && this.#waiting.length - this.#first >= (model.room ?? Infinity)) return this.#refuse(call);
    if (this.#bucket && !this.#bucket.take(events.now)) return this.#refuse(call);
    if (model.timeoutMillis !== undefined) events.after(model.timeoutMillis, () => end(call, 'overloaded'));
    if (isBusy) this.#waiting.push(call);
    else this.#work(call);
  }

  #refuse(call: Call): void {
    this.events.after(this.model.refusalMillis, () => end(call, 'overloaded'));
  }

  #work(call: Call): void {
    const { model, events, random } = this;
    const { now } = events;
    this.#working += 1;
    const mean = model.baseMillis(now) + (call.records - 1) * (model.perRecordMillis ?? 0);
    const millis = mean * noiseFactor(model.noise, random) * (model.slowdown?.(this.#working, now) ?? 1);
    events.after(this.#pauses?.stretched(now, millis) ?? millis, () => {
      this.#working -= 1;
      // Before the caller hears of it: its next call must not overtake those that wait.
      this.#workWaiting();
      end(call, 'accepted');
    });
  }

  #workWaiting(): void {
    const waiting = this.#waiting;
    const servers = Math.max(1, Math.round(this.model.servers(this.events.now)));
    while (this.#first < waiting.length && this.#working < servers) this.#work(waiting[this.#first++]);
    if (this.#first < 1_000) return;
    waiting.splice(0, this.#first);
    this.#first = 0;
  }
}

function end(call: Call, how: CallEnd): void {
  if (call.isOver) return;
  call.isOver = true;
  call.ended(how);
}

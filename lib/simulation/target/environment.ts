import type { Random } from '../random';
import type { EventQueue } from './event-queue';
import type { SimulatedTarget } from './simulated-target';
import type { Course } from './target-model';

/** A call that ended, as its caller saw it. */
export interface SeenCall {
  readonly records: number;
  readonly millis: number;
  /** When it ended. */
  readonly now: number;
  /** Calls under way when it began, itself among them. */
  readonly inFlight: number;
  readonly overloaded: boolean;
}

/** How much to hand the target at a time. */
export interface Limiter {
  readonly concurrency: number;
  readonly chunk: number;
  seen(call: SeenCall): void;
}

export interface Demand {
  /** Calls a second that come in by chance; absent: there is always more to do. */
  readonly perSecond?: Course;
  /** Mean pause after a refused call, which is then made again; its place stays taken. */
  readonly pauseMillis: number;
}

export type Watch = (call: SeenCall) => void;

/** One execution environment: calls the target as often at a time as its limiter says. */
export class Environment {
  #underWay = 0;
  #pausing = 0;
  #backlog: number;

  constructor(
    private readonly limiter: Limiter,
    private readonly target: SimulatedTarget,
    private readonly world: { readonly events: EventQueue; readonly random: Random; readonly watch: Watch },
    private readonly demand: Demand,
  ) {
    this.#backlog = demand.perSecond ? 0 : Infinity;
  }

  get underWay(): number {
    return this.#underWay;
  }

  start(): void {
    if (this.demand.perSecond) this.#awaitArrival(this.demand.perSecond);
    this.#pump();
  }

  #awaitArrival(perSecond: Course): void {
    const { events, random } = this.world;
    events.after((-Math.log(1 - random.next()) * 1_000) / Math.max(1e-9, perSecond(events.now)), () => {
      this.#backlog += 1;
      this.#pump();
      this.#awaitArrival(perSecond);
    });
  }

  #pump(): void {
    while (this.#backlog > 0 && this.#underWay + this.#pausing < this.limiter.concurrency) this.#call();
  }

  #call(): void {
    const { events } = this.world;
    const start = events.now;
    const { chunk: records } = this.limiter;
    this.#backlog -= 1;
    this.#underWay += 1;
    const inFlight = this.#underWay;
    this.target.call(records, (end) => {
      this.#underWay -= 1;
      this.#ended({ records, millis: events.now - start, now: events.now, inFlight, overloaded: end === 'overloaded' });
    });
  }

  #ended(call: SeenCall): void {
    this.limiter.seen(call);
    this.world.watch(call);
    if (call.overloaded) this.#pause();
    this.#pump();
  }

  #pause(): void {
    const { events, random } = this.world;
    this.#pausing += 1;
    this.#backlog += 1;
    events.after(this.demand.pauseMillis * (0.5 + random.next()), () => {
      this.#pausing -= 1;
      this.#pump();
    });
  }
}

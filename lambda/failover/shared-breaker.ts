import {
  BreakerEvent,
  BreakerSettings,
  BreakerState,
  CLOSED,
  holds,
  isOpen,
  next,
  Permit,
  Route,
  route,
} from '../../lib/control/breaker';
import type { Clock, StateStore } from './host';

/** A reading younger than this is used as it is: bounds both the reads of a busy handler and how late it learns. */
const FRESH_MILLIS = 100;

/** After a failed read or write the breaker is kept in memory for so long before the table is tried again. */
const OFFLINE_MILLIS = 1_000;

const MAX_CONFLICTS = 10;

/**
 * The breaker that all environments share through one table item. It fails open: without its table it goes on with what it
 * knows. A closed breaker writes nothing.
 */
export class SharedBreaker {
  /** Reads and writes that failed since the counter was last taken. */
  public errors = 0;
  readonly #store: StateStore;
  readonly #key: string;
  readonly #settings: BreakerSettings;
  readonly #clock: Clock;
  readonly #healings: number[] = [];
  #state: BreakerState = CLOSED;
  #version = 0;
  #freshUntil = -Infinity;

  constructor(store: StateStore, key: string, settings: BreakerSettings, clock: Clock) {
    this.#store = store;
    this.#key = key;
    this.#settings = settings;
    this.#clock = clock;
  }

  public get isOpen(): boolean {
    return isOpen(this.#state);
  }

  /** True where `holder` had the permit when the table was read last. */
  public isHeldBy(holder: string): boolean {
    return holds(this.#state, holder);
  }

  /** When the outages began whose end this environment saw since it was last asked. */
  public takeHealings(): number[] {
    return this.#healings.splice(0);
  }

  /** Where a call may go; reads the table at most every `FRESH_MILLIS`. */
  public route(): Route | Promise<Route> {
    const now = this.#clock.now();
    return now < this.#freshUntil
      ? route(this.#state, now)
      : this.#refresh().then(() => route(this.#state, this.#clock.now()));
  }

  /** Apply an event to the shared state; returns the state that holds afterwards. */
  public async report(event: BreakerEvent): Promise<BreakerState> {
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
      const now = this.#clock.now();
      const to = next(this.#state, event, now, this.#settings);
      if (to === this.#state) break;
      if (await this.#commit(this.#state, to)) break;
      await this.#refresh();
    }
    return this.#state;
  }

  async #commit(from: BreakerState, to: BreakerState): Promise<boolean> {
    const expected = this.#version;
    const written = await this.#attempt(() => this.#store.write(this.#key, JSON.stringify(to), expected));
    if (written === false) return false;
    // `undefined`: the table is away. The event still counts in this environment.
    if (from.kind === 'probing' && to.kind === 'closed') this.#healings.push(from.since);
    // Another call of this environment may have read a later state meanwhile.
    if (written && this.#version <= expected) {
      this.#version = expected + 1;
      this.#freshUntil = this.#clock.now() + FRESH_MILLIS;
      this.#state = to;
    }
    if (!written) this.#state = to;
    return true;
  }

  async #refresh(): Promise<void> {
    const before = this.#version;
    const item = await this.#attempt(async () => ({ found: await this.#store.read(this.#key) }));
    // A reading that began before a write of this environment is older than what it knows.
    if (!item || (this.#version !== before && (item.found?.version ?? 0) < this.#version)) return;
    this.#state = item.found ? parseState(item.found.value) : CLOSED;
    this.#version = item.found?.version ?? 0;
    this.#freshUntil = this.#clock.now() + FRESH_MILLIS;
  }

  async #attempt<T>(operation: () => Promise<T>): Promise<T | undefined> {
    try {
      return await operation();
    } catch {
      this.errors++;
      this.#freshUntil = this.#clock.now() + OFFLINE_MILLIS;
      return undefined;
    }
  }
}

/** A state that cannot be read, or that a later version wrote, counts as closed: the pipeline goes on delivering. */
function parseState(text: string): BreakerState {
  try {
    const state = JSON.parse(text) as BreakerState | null;
    return isWhole(state) ? state : CLOSED;
  } catch {
    return CLOSED;
  }
}

/** A part that is missing would leave the breaker open for ever, or its counts no numbers. */
function isWhole(state: BreakerState | null): state is BreakerState {
  switch (state?.kind) {
    case 'closed':
      return true;
    case 'suspect':
      return areNumbers(state.since, state.failures) && (state.permit === null || isPermit(state.permit));
    case 'open':
      return areNumbers(state.since, state.probeAt, state.failedProbes);
    case 'probing':
      return areNumbers(state.since, state.failedProbes) && isPermit(state.permit);
    default:
      return false;
  }
}

function isPermit(permit: Permit | null | undefined): boolean {
  return typeof permit?.holder === 'string' && areNumbers(permit.until);
}

function areNumbers(...values: readonly unknown[]): boolean {
  return values.every(Number.isFinite);
}

import {
  BreakerEvent,
  BreakerSettings,
  BreakerState,
  CLOSED,
  holds,
  isOpen,
  next,
  Route,
  route,
} from '../../lib/control/breaker';
import type { Clock, StateStore, Versioned } from './host';
import { parseState } from './stored-state';

/** A reading younger than this is used as it is: bounds both the reads of a busy handler and how late it learns. */
const FRESH_MILLIS = 100;

/** After a failed read or write the breaker is kept in memory for so long before the table is tried again. */
const OFFLINE_MILLIS = 1_000;

const MAX_CONFLICTS = 10;

const ABSENT: Versioned = { version: 0, value: JSON.stringify(CLOSED) };

/**
 * The breaker that all environments share through one table item. It fails open: without its table it goes on with what it
 * knows. A closed breaker writes nothing.
 */
export interface SharedBreaker {
  /** Reads and writes that failed since the counter was last taken. */
  errors: number;
  readonly isOpen: boolean;
  /** As the table was read last. */
  readonly state: BreakerState;

  /** True where `holder` had the permit when the table was read last. */
  isHeldBy(holder: string): boolean;
  /** When the outages began whose end this environment saw since it was last asked. */
  takeHealings(): number[];
  /** Where a call may go; waits only where the table has to be read. `now`: the caller's reading of the clock, if it has one. */
  route(now?: number): Route | Promise<Route>;
  /** Apply an event to the shared state; returns the state that holds afterwards. */
  report(event: BreakerEvent): Promise<BreakerState>;
}

export function sharedBreaker(store: StateStore, key: string, settings: BreakerSettings, clock: Clock): SharedBreaker {
  let [state, version, freshUntil] = [CLOSED, 0, -Infinity];
  const healings: number[] = [];

  const know = (known: BreakerState, at: number, millis = FRESH_MILLIS): void => {
    [state, version, freshUntil] = [known, at, clock.now() + millis];
  };
  const goOnWith = (known: BreakerState): void => {
    breaker.errors++;
    know(known, version, OFFLINE_MILLIS);
  };

  const read = async (): Promise<void> => {
    const before = version;
    const item = (await store.read(key)) ?? ABSENT;
    // A reading that began before a write of this environment is older than what it knows.
    if (version === before || item.version >= version) know(parseState(item.value), item.version);
  };
  const refresh = (): Promise<void> => read().catch(() => goOnWith(state));

  /** False where another environment was first. */
  const write = async (to: BreakerState): Promise<boolean> => {
    const [from, expected] = [state, version];
    try {
      if (!(await store.write(key, JSON.stringify(to), expected))) return false;
      // Another call of this environment may have read a later state meanwhile.
      if (version <= expected) know(to, expected + 1);
    } catch {
      // The table is away: the event still counts in this environment.
      goOnWith(to);
    }
    if (from.kind === 'probing' && to.kind === 'closed') healings.push(from.since);
    return true;
  };

  const breaker: SharedBreaker = {
    errors: 0,
    get state() {
      return state;
    },
    get isOpen() {
      return isOpen(state);
    },
    isHeldBy: (holder) => holds(state, holder),
    takeHealings: () => healings.splice(0),
    route: (now = clock.now()) =>
      now < freshUntil ? route(state, now) : refresh().then(() => route(state, clock.now())),
    async report(event) {
      for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
        const to = next(state, event, clock.now(), settings);
        if (to === state || (await write(to))) break;
        await refresh();
      }
      return state;
    },
  };
  return breaker;
}

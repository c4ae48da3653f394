/**
 * The shared circuit breaker as a pure state machine.
 *
 * Counting failures in every environment lets each of them fail several times before the shared count is reached. Here the
 * first failure makes the target *suspect*, and from then on a call needs a permit, of which there is one: so at most the
 * calls already in flight can fail, plus the permit holder's own.
 */
export interface BreakerSettings {
  /** Failed calls, net of successful ones, that open the breaker. */
  readonly failuresToOpen: number;
  /** Pause before the first probe of an open target. */
  readonly coolDownMillis: number;
  /** The pause doubles with each failed probe up to this. */
  readonly maxCoolDownMillis: number;
  /** A permit not handed back is void after this: its holder has died. */
  readonly permitMillis: number;
  /** Calls of a target that has become slower count as failed from here on, where a fallback is there; 5 seconds where absent. */
  readonly slowCallMillis?: number;
}

export interface Permit {
  readonly holder: string;
  readonly until: number;
}

export type BreakerState =
  /** `clearedAt`: when a working target was last found to be suspected for its records' fault; `tookNone`: it only answered. */
  | ({ readonly kind: 'closed' } & Cleared)
  /** `wary`: the target was cleared a short while ago. */
  | ({
      readonly kind: 'suspect';
      readonly since: number;
      readonly failures: number;
      readonly permit: Permit | null;
      readonly wary?: boolean;
    } & Cleared)
  | { readonly kind: 'open'; readonly since: number; readonly probeAt: number; readonly failedProbes: number }
  | { readonly kind: 'probing'; readonly since: number; readonly failedProbes: number; readonly permit: Permit };

interface Cleared {
  readonly clearedAt?: number;
  readonly tookNone?: true;
}

export interface BreakerEvent {
  readonly kind: EventKind;
  readonly holder: string;
  /** In [0, 1): spreads the probes of an open breaker. */
  readonly random?: number;
  /** Calls that failed for want of the target, not of a record; 1 where absent. */
  readonly calls?: number;
  /** Failed calls that tell an outage from what is usual, where that takes more than the settings say. */
  readonly enough?: number;
  /** Calls that had failed before failed for their records' fault. */
  readonly cleared?: boolean;
}

export type EventKind =
  /** The target took a record. */
  | 'succeeded'
  /** It works, and refused all that it got. */
  | 'answered'
  | 'failed'
  /** A call failed, and one of its records may be to blame. */
  | 'doubted'
  | 'asked'
  /** The permit goes back without a word on the target's health. */
  | 'released'
  /** Whether the target works is to be shown by the next call: nothing is held against it. */
  | 'questioned';

/** `pass`: call freely; `ask`: a permit is free; `wait`: somebody holds it; `divert`: do not call. */
export type Route = 'pass' | 'ask' | 'wait' | 'divert';

/** How long a target that was cleared is suspected with more care. */
const WARY_MILLIS = 60_000;

export const CLOSED: BreakerState = { kind: 'closed' };

/** Where a call may go in this state. */
export function route(state: BreakerState, now: number): Route {
  switch (state.kind) {
    case 'closed':
      return 'pass';
    case 'open':
      return now >= state.probeAt ? 'ask' : 'divert';
    default:
      if (!isHeld(state.permit, now)) return 'ask';
      return state.kind === 'suspect' ? 'wait' : 'divert';
  }
}

/** The state after an event; the same object where nothing changes, so that nothing need be written. */
export function next(state: BreakerState, event: BreakerEvent, now: number, settings: BreakerSettings): BreakerState {
  return MOVES[event.kind](state, event, now, settings);
}

const MOVES: Readonly<Record<EventKind, typeof next>> = {
  asked,
  succeeded,
  answered: succeeded,
  failed,
  doubted,
  released,
  questioned,
};

type Permitting = Extract<BreakerState, { permit: unknown }>;

/** True where `holder` has the permit of this state. */
export function holds<State extends BreakerState>(state: State, holder: string): state is State & Permitting {
  return (state as Permitting).permit?.holder === holder;
}

/** True where live traffic goes elsewhere. */
export function isOpen({ kind }: BreakerState): boolean {
  return kind === 'open' || kind === 'probing';
}

/** When a target under suspicion was last seen to take a record; 0 where that is not known. */
export function tookAt(state: BreakerState): number {
  const { clearedAt = 0, tookNone } = state as Cleared;
  return tookNone ? 0 : clearedAt;
}

function asked(
  state: BreakerState,
  { holder }: BreakerEvent,
  now: number,
  { permitMillis }: BreakerSettings,
): BreakerState {
  if (route(state, now) !== 'ask') return state;
  const permit = { holder, until: now + permitMillis };
  if (state.kind === 'suspect') return { ...state, permit };
  const { since, failedProbes } = state as Outage;
  return { kind: 'probing', since, failedProbes, permit };
}

function succeeded(state: BreakerState, { kind, holder, cleared }: BreakerEvent, now: number): BreakerState {
  // A straggler that was called before the trouble proves nothing: only the permit holder's word counts.
  if (!holds(state, holder)) return state;
  const suspected = state.kind === 'suspect';
  if (suspected && state.failures > 1) return { ...state, failures: state.failures - 1, permit: null, wary: true };
  if (!suspected && !cleared) return CLOSED;
  return { kind: 'closed', clearedAt: now, ...(kind === 'answered' && { tookNone: true }) };
}

/**
 * Failed calls of several environments at the same moment look like an outage, and count as one, unless the target was
 * cleared of the same suspicion lately: where poison comes in numbers, most batches hold some.
 */
function doubted(state: BreakerState, event: BreakerEvent, now: number, settings: BreakerSettings): BreakerState {
  if (state.kind === 'closed') {
    const after = failed(state, event, now, settings);
    // Never cleared: no number, and not less.
    const wary = now - state.clearedAt! < WARY_MILLIS;
    return wary && after.kind === 'suspect' ? { ...after, wary } : after;
  }
  const counts = state.kind === 'suspect' && !state.wary;
  return counts ? failed(state, event, now, settings) : released(state, event, now);
}

function released(state: BreakerState, { holder }: BreakerEvent, now: number): BreakerState {
  if (!holds(state, holder)) return state;
  return state.kind === 'suspect' ? { ...state, permit: null } : { ...state, permit: { holder, until: now } };
}

/** The next call takes the permit, and its success leaves a `clearedAt`, by which a record in doubt can be judged. */
function questioned(state: BreakerState, _: BreakerEvent, now: number): BreakerState {
  return state.kind === 'closed' ? { ...state, kind: 'suspect', since: now, failures: 0, permit: null } : state;
}

function failed(state: BreakerState, event: BreakerEvent, now: number, settings: BreakerSettings): BreakerState {
  const { holder, calls = 1, enough = 0 } = event;
  if (state.kind === 'open') return state;
  if (state.kind === 'probing') {
    const outage = { since: state.since, failedProbes: state.failedProbes + 1 };
    return holds(state, holder) ? opened(outage, event, now, settings) : state;
  }
  const before: Suspect = state.kind === 'suspect' ? state : { kind: 'suspect', since: now, failures: 0, permit: null };
  const failures = before.failures + calls;
  return failures >= Math.max(settings.failuresToOpen, enough)
    ? opened({ since: now, failedProbes: 0 }, event, now, settings)
    : { ...before, failures, permit: before.permit?.holder === holder ? null : before.permit };
}

type Suspect = Extract<BreakerState, { kind: 'suspect' }>;

interface Outage {
  readonly since: number;
  readonly failedProbes: number;
}

/** Open until the next probe: exponential pause with up to a quarter of jitter, so that pipelines do not probe in step. */
function opened(outage: Outage, { random = 0 }: BreakerEvent, now: number, settings: BreakerSettings): BreakerState {
  const pause = Math.min(settings.maxCoolDownMillis, settings.coolDownMillis * 2 ** outage.failedProbes);
  return { kind: 'open', ...outage, probeAt: Math.round(now + pause * (1 + random / 4)) };
}

function isHeld(permit: Permit | null, now: number): boolean {
  return permit !== null && now < permit.until;
}

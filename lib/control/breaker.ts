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
}

export interface Permit {
  readonly holder: string;
  readonly until: number;
}

export type BreakerState =
  /** `clearedAt`: when a working target was last found to be suspected for its records' fault. */
  | { readonly kind: 'closed'; readonly clearedAt?: number }
  /** `wary`: the target was cleared a short while ago. */
  | {
      readonly kind: 'suspect';
      readonly since: number;
      readonly failures: number;
      readonly permit: Permit | null;
      readonly wary?: boolean;
    }
  | { readonly kind: 'open'; readonly since: number; readonly probeAt: number; readonly failedProbes: number }
  | { readonly kind: 'probing'; readonly since: number; readonly failedProbes: number; readonly permit: Permit };

export type BreakerEvent =
  /** `cleared`: calls that had failed before failed for their records' fault. */
  | { readonly kind: 'succeeded'; readonly holder: string; readonly cleared?: boolean }
  /** Calls that failed for want of the target, not of a record: `calls` of them, 1 where absent. */
  | { readonly kind: 'failed'; readonly holder: string; readonly random: number; readonly calls?: number }
  /** A call failed, and one of its records may be to blame. */
  | { readonly kind: 'doubted'; readonly holder: string; readonly random: number }
  | { readonly kind: 'asked'; readonly holder: string }
  /** The permit goes back without a word on the target's health. */
  | { readonly kind: 'released'; readonly holder: string };

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
    case 'suspect':
      return isHeld(state.permit, now) ? 'wait' : 'ask';
    case 'open':
      return now >= state.probeAt ? 'ask' : 'divert';
    case 'probing':
      return isHeld(state.permit, now) ? 'divert' : 'ask';
  }
}

/** The state after an event; the same object where nothing changes, so that nothing need be written. */
export function next(state: BreakerState, event: BreakerEvent, now: number, settings: BreakerSettings): BreakerState {
  switch (event.kind) {
    case 'asked':
      return asked(state, event.holder, now, settings);
    case 'succeeded':
      return succeeded(state, event, now);
    case 'failed':
      return failed(state, event, now, settings);
    case 'doubted':
      return doubted(state, event, now, settings);
    case 'released':
      return released(state, event.holder, now);
  }
}

/** True where `holder` has the permit of this state. */
export function holds(state: BreakerState, holder: string): boolean {
  return (state.kind === 'suspect' || state.kind === 'probing') && state.permit?.holder === holder;
}

/** True where live traffic goes elsewhere. */
export function isOpen(state: BreakerState): boolean {
  return state.kind === 'open' || state.kind === 'probing';
}

function asked(state: BreakerState, holder: string, now: number, settings: BreakerSettings): BreakerState {
  if (state.kind === 'closed' || route(state, now) !== 'ask') return state;
  const permit = { holder, until: now + settings.permitMillis };
  if (state.kind === 'suspect') return { ...state, permit };
  const { since, failedProbes } = state;
  return { kind: 'probing', since, failedProbes, permit };
}

function succeeded(
  state: BreakerState,
  { holder, cleared }: { readonly holder: string; readonly cleared?: boolean },
  now: number,
): BreakerState {
  // A straggler that was called before the trouble proves nothing: only the permit holder's word counts.
  if (!holds(state, holder)) return state;
  if (state.kind === 'suspect' && state.failures > 1) {
    return { ...state, failures: state.failures - 1, permit: null, wary: true };
  }
  return state.kind === 'suspect' || cleared ? { kind: 'closed', clearedAt: now } : CLOSED;
}

/**
 * Failed calls of several environments at the same moment look like an outage, and count as one, unless the target was
 * cleared of the same suspicion lately: where poison comes in numbers, most batches hold some.
 */
function doubted(state: BreakerState, event: Failure, now: number, settings: BreakerSettings): BreakerState {
  switch (state.kind) {
    case 'closed': {
      const suspect = failed(state, event, now, settings);
      const wary = state.clearedAt !== undefined && now < state.clearedAt + WARY_MILLIS;
      return wary && suspect.kind === 'suspect' ? { ...suspect, wary } : suspect;
    }
    case 'suspect':
      return state.wary ? released(state, event.holder, now) : failed(state, event, now, settings);
    default:
      return released(state, event.holder, now);
  }
}

function released(state: BreakerState, holder: string, now: number): BreakerState {
  if (!holds(state, holder)) return state;
  if (state.kind === 'suspect') return { ...state, permit: null };
  if (state.kind === 'probing') return { ...state, permit: { holder, until: now } };
  return state;
}

type Failure = Omit<Extract<BreakerEvent, { kind: 'failed' }>, 'kind'>;

function failed(state: BreakerState, event: Failure, now: number, settings: BreakerSettings): BreakerState {
  const { calls = 1 } = event;
  switch (state.kind) {
    case 'closed':
      return calls >= settings.failuresToOpen
        ? opened({ since: now, failedProbes: 0 }, event, now, settings)
        : { kind: 'suspect', since: now, failures: calls, permit: null };
    case 'suspect': {
      const failures = state.failures + calls;
      if (failures >= settings.failuresToOpen) return opened({ since: now, failedProbes: 0 }, event, now, settings);
      return { ...state, failures, permit: holds(state, event.holder) ? null : state.permit };
    }
    case 'probing':
      if (!holds(state, event.holder)) return state;
      return opened({ since: state.since, failedProbes: state.failedProbes + 1 }, event, now, settings);
    case 'open':
      return state;
  }
}

interface Outage {
  readonly since: number;
  readonly failedProbes: number;
}

/** Open until the next probe: exponential pause with up to a quarter of jitter, so that pipelines do not probe in step. */
function opened(outage: Outage, { random }: Failure, now: number, settings: BreakerSettings): BreakerState {
  const pause = Math.min(settings.maxCoolDownMillis, settings.coolDownMillis * 2 ** outage.failedProbes);
  return { kind: 'open', ...outage, probeAt: Math.round(now + pause * (1 + random / 4)) };
}

function isHeld(permit: Permit | null, now: number): boolean {
  return permit !== null && now < permit.until;
}

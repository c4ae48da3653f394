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
  | { readonly kind: 'closed' }
  | { readonly kind: 'suspect'; readonly since: number; readonly failures: number; readonly permit: Permit | null }
  | { readonly kind: 'open'; readonly since: number; readonly probeAt: number; readonly failedProbes: number }
  | { readonly kind: 'probing'; readonly since: number; readonly failedProbes: number; readonly permit: Permit };

export type BreakerEvent =
  | { readonly kind: 'succeeded'; readonly holder: string }
  | { readonly kind: 'failed'; readonly holder: string; readonly random: number }
  | { readonly kind: 'asked'; readonly holder: string }
  /** The permit goes back without a word on the target's health. */
  | { readonly kind: 'released'; readonly holder: string };

/** `pass`: call freely; `ask`: a permit is free; `wait`: somebody holds it; `divert`: do not call. */
export type Route = 'pass' | 'ask' | 'wait' | 'divert';

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
      return succeeded(state, event.holder);
    case 'failed':
      return failed(state, event, now, settings);
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
  if (route(state, now) !== 'ask') return state;
  const permit = { holder, until: now + settings.permitMillis };
  if (state.kind === 'suspect') return { ...state, permit };
  if (state.kind === 'open' || state.kind === 'probing') {
    return { kind: 'probing', since: state.since, failedProbes: state.failedProbes, permit };
  }
  return state;
}

function succeeded(state: BreakerState, holder: string): BreakerState {
  // A straggler that was called before the trouble proves nothing: only the permit holder's word counts.
  if (!holds(state, holder)) return state;
  if (state.kind === 'suspect' && state.failures > 1) return { ...state, failures: state.failures - 1, permit: null };
  return CLOSED;
}

function released(state: BreakerState, holder: string, now: number): BreakerState {
  if (!holds(state, holder)) return state;
  if (state.kind === 'suspect') return { ...state, permit: null };
  if (state.kind === 'probing') return { ...state, permit: { holder, until: now } };
  return state;
}

function failed(
  state: BreakerState,
  event: { readonly holder: string; readonly random: number },
  now: number,
  settings: BreakerSettings,
): BreakerState {
  switch (state.kind) {
    case 'closed':
      return settings.failuresToOpen <= 1
        ? opened(now, now, 0, event.random, settings)
        : { kind: 'suspect', since: now, failures: 1, permit: null };
    case 'suspect': {
      const failures = state.failures + 1;
      if (failures >= settings.failuresToOpen) return opened(now, now, 0, event.random, settings);
      return { ...state, failures, permit: holds(state, event.holder) ? null : state.permit };
    }
    case 'probing':
      if (!holds(state, event.holder)) return state;
      return opened(state.since, now, state.failedProbes + 1, event.random, settings);
    case 'open':
      return state;
  }
}

/** Open until the next probe: exponential pause with up to a quarter of jitter, so that pipelines do not probe in step. */
function opened(since: number, now: number, failedProbes: number, random: number, s: BreakerSettings): BreakerState {
  const pause = Math.min(s.maxCoolDownMillis, s.coolDownMillis * 2 ** failedProbes);
  return { kind: 'open', since, probeAt: Math.round(now + pause * (1 + random / 4)), failedProbes };
}

function isHeld(permit: Permit | null, now: number): boolean {
  return permit !== null && now < permit.until;
}

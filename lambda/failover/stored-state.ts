import { BreakerState, CLOSED, Permit } from '../../lib/control/breaker';

/** A state that cannot be read, or that a later version wrote, counts as closed: the pipeline goes on delivering. */
export function parseState(text: string): BreakerState {
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

import { BreakerState, CLOSED, Permit } from '../../lib/control/breaker';

/** A state that cannot be read, or that a later version wrote, counts as closed: the pipeline goes on delivering. */
export function parseState(text: string): BreakerState {
  try {
    const state = JSON.parse(text) as Stored | null;
    return state && isWhole(state) ? (state as BreakerState) : CLOSED;
  } catch {
    return CLOSED;
  }
}

type Stored = Readonly<Record<string, unknown>> & { readonly kind: string; readonly permit?: Permit | null };

/** What must be a number, in a state of each kind. */
const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  closed: [],
  suspect: ['since', 'failures'],
  open: ['since', 'probeAt', 'failedProbes'],
  probing: ['since', 'failedProbes'],
};

/** A part that is missing would leave the breaker open for ever, or its counts no numbers. */
function isWhole(state: Stored): boolean {
  const { kind, permit } = state;
  const isPermit = typeof permit?.holder === 'string' && Number.isFinite(permit.until);
  const mayPermit = isPermit || (permit === null ? kind === 'suspect' : kind === 'closed' || kind === 'open');
  return mayPermit && NUMBERS[kind].every((name) => Number.isFinite(state[name]));
}

/** What the last sweeps came to. */
export interface SweepState {
  /** Stands for what waited when a replay was started last. */
  readonly waiting: string;
  /** Starts in a row after which the same waited as before. */
  readonly inVain: number;
  /** Milliseconds since the epoch before which no further replay of the same is started. */
  readonly notBefore: number;
}

/** A worker that died, or a target that was about to heal, need not wait for longer. */
const FREE_TRIES = 3;

/** The pause doubles up to this: what waits comes back so long after a target healed that no live traffic tries. */
const MOST_PAUSE_MILLIS = 15 * 60_000;

const FIRST_PAUSE_MILLIS = 60_000;

/** Whether to start a replay of what waits: at once where something came or went, ever more rarely where it was in vain. */
export function isDue(state: SweepState | undefined, waiting: string, now: number): boolean {
  return state?.waiting !== waiting || now >= state.notBefore;
}

/** The state once a replay was started. */
export function started(state: SweepState | undefined, waiting: string, now: number): SweepState {
  const inVain = state?.waiting === waiting ? state.inVain + 1 : 0;
  if (inVain < FREE_TRIES) return { waiting, inVain, notBefore: now };
  const pause = Math.min(MOST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** (inVain - FREE_TRIES + 1));
  return { waiting, inVain, notBefore: now + pause };
}

/** Whether sudden changes of a rate use to last: a step lasts, a spike does not. Plain JSON. */
export interface Jumps {
  /** Share of them that lasted; a forgetting mean. */
  readonly lasting: number;
  /** The one that is not judged yet. */
  readonly open: Jump | null;
}

interface Jump {
  readonly from: number;
  readonly to: number;
  readonly periodsLeft: number;
  readonly sum: number;
}

/** Nothing else known, a change is there to stay: one that does is the more expensive mistake. */
export const NO_JUMPS: Jumps = { lasting: 1, open: null };

/** So many periods after its lead time decide whether it lasted. */
const JUDGED_PERIODS = 2;

const WEIGHT = 0.3;

/** Whether the next one is to be taken as a new level. */
export function willLast({ lasting }: Jumps): boolean {
  return lasting >= 0.5;
}

/** Notes a change; it matters what is left of it when a command that answers it is in force, `leadPeriods` later. */
export function jumped(jumps: Jumps, from: number, to: number, leadPeriods: number): Jumps {
  if (jumps.open) return jumps;
  return {
    ...jumps,
    open: { from, to, periodsLeft: leadPeriods + JUDGED_PERIODS, sum: 0 },
  };
}

/** One more rate after the change. */
export function followed(jumps: Jumps, rate: number): Jumps {
  const { open, lasting } = jumps;
  if (!open) return jumps;
  const sum = open.sum + (open.periodsLeft <= JUDGED_PERIODS ? rate : 0);
  const periodsLeft = open.periodsLeft - 1;
  if (periodsLeft > 0) return { lasting, open: { ...open, sum, periodsLeft } };
  const since = sum / JUDGED_PERIODS;
  const lasted = Math.abs(since - open.to) < Math.abs(since - open.from) ? 1 : 0;
  return { lasting: lasting + WEIGHT * (lasted - lasting), open: null };
}

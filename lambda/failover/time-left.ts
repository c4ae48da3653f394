import { reserveMillis } from '../../lib/control/deadline';

/** Milliseconds of this invocation that may still be spent on calls. */
export type TimeLeft = () => number;

/** Time for calls: what remains, less what storing the rest may need. */
export function withReserve(remainingMillis: () => number): TimeLeft {
  const reserve = reserveMillis(remainingMillis());
  return () => remainingMillis() - reserve;
}

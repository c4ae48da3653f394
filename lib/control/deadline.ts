/** Time kept back at the end of an invocation to store what could not be delivered. */
const RESERVE_SHARE = 0.25;
const MAX_RESERVE_MILLIS = 10_000;

/** A call that gets less than this is not worth starting. */
const MIN_CALL_MILLIS = 100;

/** Time to keep back, for an invocation that has `totalMillis` at its start. */
export function reserveMillis(totalMillis: number): number {
  return Math.min(MAX_RESERVE_MILLIS, totalMillis * RESERVE_SHARE);
}

/**
 * Milliseconds that a call may take, of the free ones; 0 where none should start. With a further target behind this one, half
 * of the time is left to it.
 */
export function callBudgetMillis(freeMillis: number, hasNext: boolean): number {
  const budget = hasNext ? freeMillis / 2 : freeMillis;
  return budget < MIN_CALL_MILLIS ? 0 : Math.floor(budget);
}

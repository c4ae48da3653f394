/** A stretch in which capacity cannot change; it may change where the stretch begins. */
export interface Slot {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts a run wherever capacity may change.
 *
 * @param delays of commands, in seconds; those that act at once have none
 */
export function slotsOf(seconds: number, periodSeconds: number, delays: readonly number[]): Slot[] {
  const starts = new Set([0]);
  for (const delay of delays) {
    for (let at = delay % periodSeconds; at < seconds; at += periodSeconds) starts.add(at);
  }
  const sorted = [...starts].sort((left, right) => left - right);
  return sorted.map((from, index) => ({ from, to: sorted[index + 1] ?? seconds }));
}

/** How many slots there are to a period, but for the first. */
export function slotsAPeriod(periodSeconds: number, delays: readonly number[]): number {
  return new Set(delays.map((delay) => delay % periodSeconds)).size;
}

/** Whether a command given on the grid of periods, from second 0 on, can land at this second. */
export function mayLand(second: number, periodSeconds: number, delaySeconds: number): boolean {
  return second >= delaySeconds && (second - delaySeconds) % periodSeconds === 0;
}

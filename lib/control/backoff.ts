/**
 * Pause before retry number `attempt` (1, 2, …): exponential from 100 ms to 2 s, upper half jittered. The lower half stays
 * so that calls already in flight elsewhere can report before the next one starts.
 */
export function backoffMillis(attempt: number, random: number): number {
  const ceiling = Math.min(2_000, 200 * 2 ** (attempt - 1));
  return Math.round((ceiling / 2) * (1 + random));
}

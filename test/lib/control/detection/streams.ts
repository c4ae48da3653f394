import { blame, CallOutcome, Health, observe, UNKNOWN, Verdict } from '../../../../lib/control/detection/health';
import { seededRandom } from '../../../../lib/simulation/random';

export const TAKEN: CallOutcome = { failed: false, millis: 100, records: 1 };
export const FAILED: CallOutcome = { failed: true, millis: 100, records: 1 };
export const DOUBTFUL: CallOutcome = { failed: true, isDoubtful: true, millis: 100, records: 1 };

export function after(health: Health, calls: readonly CallOutcome[]): Health {
  return calls.reduce(observe, health);
}

export function times(count: number, call: CallOutcome): CallOutcome[] {
  return Array<CallOutcome>(count).fill(call);
}

/** Calls until one of them has a verdict; Infinity where none has within `atMost`. */
export function callsUntil(verdict: Verdict, health: Health, call: () => CallOutcome, atMost = 3_000): number {
  for (let calls = 1, state = health; calls <= atMost; calls++) {
    state = observe(state, call());
    if (state.verdict === verdict) return calls;
  }
  return Infinity;
}

/** Calls of which a share fails. */
export function failing(share: number, random: () => number): () => CallOutcome {
  return () => (random() < share ? FAILED : TAKEN);
}

/** Calls that take so long at the median, with lognormal noise. */
export function taking(median: number, sigma: number, normal: () => number): () => CallOutcome {
  return () => ({ failed: false, millis: median * Math.exp(sigma * normal()), records: 1 });
}

/** What is known after some calls in which nothing happened that is not usual. */
export function known(calls: number, call: () => CallOutcome): Health {
  let health = UNKNOWN;
  for (let i = 0; i < calls; i++) health = observe(health, call());
  return health;
}

/** Verdicts over a stream; one that goes on from call to call counts once. */
export function verdictsOver(calls: number, call: () => CallOutcome): number {
  let [health, count, last] = [UNKNOWN, 0, -Infinity];
  for (let i = 0; i < calls; i++) {
    health = observe(health, call());
    if (health.verdict === false) continue;
    if (i > last + 100) count += 1;
    last = i;
  }
  return count;
}

export function medianOf(trials: number, trial: (index: number) => number): number {
  const sorted = Array.from({ length: trials }, (_, index) => trial(index)).sort((a, b) => a - b);
  return sorted[Math.floor(trials / 2)];
}

export { blame, observe, seededRandom, UNKNOWN };

import type { Noise } from '../../../lib/simulation/target/noise';
import { BASE_MILLIS, Given, scenario, Scenario } from '../scenario';

const lognormal = (sigma: number): Noise => ({ kind: 'lognormal', sigma });

/** Servers that work a call each; others wait in one line. What is in line adds to the latency and to nothing else. */
export function servers(name: string, count: number, noise: Noise, rest: Partial<Given> = {}): Scenario {
  const { model, ...given } = rest;
  return scenario({ name, capacity: () => count, ...given, model: { servers: () => count, noise, ...model } });
}

export const QUEUES: readonly Scenario[] = [
  servers('10 servers, equal times (M/D/10)', 10, { kind: 'none' }),
  servers('50 servers, exponential (M/M/50)', 50, { kind: 'exponential' }),
  servers('3 servers, exponential (M/M/3)', 3, { kind: 'exponential' }),
  servers('1 server', 1, lognormal(0.2)),
  servers('3 servers', 3, lognormal(0.2)),
  servers('500 servers', 500, lognormal(0.3), { durationMillis: 600 * BASE_MILLIS }),
  servers('40 servers, heavy tail (σ 1)', 40, lognormal(1)),
  servers('cold start at 200 servers', 200, lognormal(0.2), { fromMillis: 0 }),
  servers('20 servers, 10 wait, others refused', 20, lognormal(0.3), { model: { room: 10 } }),
  servers('30 servers, time-out at 5 round trips', 30, lognormal(0.3), { model: { timeoutMillis: 5 * BASE_MILLIS } }),
  servers('40 servers, pauses of 8 round trips', 40, lognormal(0.2), {
    model: { pauses: { everyMillis: 800 * BASE_MILLIS, lastMillis: 8 * BASE_MILLIS } },
  }),
];

import { scenario, Scenario } from '../scenario';

/** Targets that do not queue: they get slower, or refuse. */
export const LIMITS: readonly Scenario[] = [
  scenario({
    name: 'knee at 40: beyond, throughput falls',
    model: { slowdown: (calls) => 1 + Math.max(0, (2 * (calls - 40)) / 40) },
    capacity: () => 40,
  }),
  scenario({
    // Slower by the square of the calls: 1.5 × the latency of a call alone at 42.
    name: 'no knee: latency 1 + (calls / 60)²',
    model: { slowdown: (calls) => 1 + (calls / 60) ** 2 },
    capacity: () => 42,
  }),
  scenario({
    name: 'rate limit: 400 calls a second',
    model: { admittedPerSecond: () => 400, burst: 20 },
    capacity: () => 20,
  }),
  scenario({
    name: '25 places, none to wait (Lambda concurrency)',
    model: { servers: () => 25, room: 0 },
    capacity: () => 25,
  }),
];

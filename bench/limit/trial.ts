import type { Limiter, SeenCall } from '../../lib/simulation/target/environment';
import { runTarget } from '../../lib/simulation/target/run-target';
import { Histogram } from './histogram';
import type { Knowledge, Scenario } from './scenario';

/** Makes the limiter of one environment. */
export type Contender = (scenario: Scenario, clock: () => number, seed: number) => Limiter;

export interface Trial {
  /** Records by the round trips that their call took. */
  readonly records: Histogram;
  /** Calls, likewise. */
  readonly calls: Histogram;
  readonly seconds: number;
  /** Calls refused, or that ran out of time; of all. */
  readonly failedShare: number;
  /** Round trips until the calls under way had settled at the new capacity, one a drop; Infinity where they did not. */
  readonly settled: readonly number[];
  /** Smallest share of the calls that an environment got, of an equal one. */
  readonly fairness: number;
}

/** Round trips after a drop that are not counted. */
const SETTLING = 20;

export function tryOut(scenario: Scenario, contender: Contender, seed: number): Trial {
  const { drops, roundTrip, fromMillis, durationMillis, environments, perSecond } = scenario;
  const records = new Histogram();
  const calls = new Histogram();
  const perEnvironment = Array<number>(environments).fill(0);
  let failed = 0;
  const pausesOf = drops.map((at) => [at, at + SETTLING * roundTrip(at)] as const);
  const isCounted = (start: number, end: number): boolean =>
    start >= fromMillis && pausesOf.every(([from, to]) => end < from || start >= to);
  const watch = ({ millis, now, overloaded, records: size }: SeenCall, index: number): void => {
    const start = now - millis;
    if (!isCounted(start, now)) return;
    if (overloaded) {
      failed += 1;
      return;
    }
    const latency = millis / roundTrip(start);
    records.add(latency, size);
    calls.add(latency, 1);
    perEnvironment[index] += size;
  };
  const settling = drops.map((at) => new Settling(scenario, at));
  runTarget({
    ...scenario,
    demand: { perSecond, pauseMillis: roundTrip(0) },
    seed,
    limiterOf: (index, clock) => contender(scenario, clock, seed + index),
    watch,
    look: {
      everyMillis: roundTrip(0) / 10,
      at: (now, underWay) => {
        const sum = underWay.reduce((a, b) => a + b, 0);
        for (const one of settling) one.see(now, sum);
      },
    },
  });
  const uncounted = pausesOf.reduce((sum, [from, to]) => sum + Math.max(0, to - Math.max(from, fromMillis)), 0);
  return {
    records,
    calls,
    seconds: (durationMillis - fromMillis - uncounted) / 1_000,
    failedShare: failed / Math.max(1, failed + calls.total),
    settled: settling.map(({ roundTrips }) => roundTrips),
    fairness: (Math.min(...perEnvironment) * environments) / Math.max(1, records.total),
  };
}

/** Calls under way, as a share of the capacity: settled in this band, and on average so for ten round trips. */
const BAND = { from: 0.9, to: 1.5 };
const STAY = 10;

function isWithin(share: number): boolean {
  return share >= BAND.from && share <= BAND.to;
}

/** Watches how long the calls under way take to settle at what the target takes after a drop. */
class Settling {
  roundTrips = Infinity;
  readonly #bins: number[] = [];
  readonly #counts: number[] = [];

  constructor(
    private readonly scenario: Scenario,
    private readonly at: number,
  ) {}

  see(now: number, underWay: number): void {
    if (now < this.at || this.roundTrips < Infinity) return;
    const bin = Math.floor((now - this.at) / this.scenario.roundTrip(now));
    this.#bins[bin] = (this.#bins[bin] ?? 0) + underWay;
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
    if (bin < STAY || this.#counts[bin] > 1) return;
    const { environments } = this.scenario;
    const capacity = this.scenario.knowing(now).concurrency * environments;
    const first = bin - STAY;
    const means = this.#bins.slice(first, bin).map((sum, i) => sum / this.#counts[first + i] / capacity);
    const mean = means.reduce((a, b) => a + b, 0) / STAY;
    if (isWithin(means[0]) && isWithin(mean)) this.roundTrips = first + 1;
  }
}

export function knowing(): Contender {
  return (scenario, clock) => ({
    get concurrency(): number {
      return scenario.knowing(clock()).concurrency;
    },
    get chunk(): number {
      return scenario.knowing(clock()).chunk;
    },
    seen: () => undefined,
  });
}

export function fixed(knowledge: (scenario: Scenario) => Knowledge): Contender {
  return (scenario) => ({ ...knowledge(scenario), seen: () => undefined });
}

import * as fc from 'fast-check';
import { initialFound, nextFound } from '../../../bench/limit/search/chunked';
import type { LimitBounds } from '../../../lib/control/limit';
import type { SeenCall } from '../../../lib/simulation/target/environment';
import { runTarget } from '../../../lib/simulation/target/run-target';
import type { TargetModel } from '../../../lib/simulation/target/target-model';

const BOUNDS: LimitBounds = { maxChunk: 1, maxConcurrency: 200, objectiveMillis: 5_000 };

/** The mean concurrency of each second, on a target of so many servers. */
function concurrencies(model: Partial<TargetModel>, seconds: number): number[] {
  let found = initialFound(BOUNDS);
  const sums = Array<number>(seconds).fill(0);
  const counts = Array<number>(seconds).fill(0);
  runTarget({
    model: {
      baseMillis: () => 50,
      noise: { kind: 'lognormal', sigma: 0.2 },
      servers: () => Infinity,
      refusalMillis: 5,
      ...model,
    },
    demand: { pauseMillis: 50 },
    durationMillis: seconds * 1_000 - 1,
    environments: 1,
    limiterOf: () => ({
      get concurrency(): number {
        return found.concurrency;
      },
      chunk: 1,
      seen: (call) => (found = nextFound(found, call, BOUNDS)),
    }),
    seed: 7,
    watch: ({ now }) => {
      const second = Math.floor(now / 1_000);
      sums[second] += found.concurrency;
      counts[second] += 1;
    },
  });
  return sums.map((sum, second) => sum / Math.max(1, counts[second]));
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('the search for the calls at a time', () => {
  it.each([1, 5, 17, 60])('finds the %i that a target takes without a wait', (servers) => {
    const mean = meanOf(concurrencies({ servers: () => servers }, 60).slice(20));
    expect(mean).toBeGreaterThan(0.95 * servers);
    expect(mean).toBeLessThan(Math.max(1.35 * servers, servers + 1));
  });

  it('falls with a capacity that falls, and comes back with it', () => {
    const servers = (now: number): number => (now > 20_000 && now < 40_000 ? 10 : 40);
    const each = concurrencies({ servers }, 60);
    expect(meanOf(each.slice(24, 40))).toBeLessThan(15);
    expect(meanOf(each.slice(50))).toBeGreaterThan(38);
  });

  it('is back where it was once all calls have become slower, whatever their number', () => {
    const each = concurrencies({ servers: () => 40, baseMillis: (now) => (now > 20_000 ? 150 : 50) }, 80);
    expect(meanOf(each.slice(60))).toBeGreaterThan(38);
  });

  it('stays near the places of a target that refuses what finds none', () => {
    const mean = meanOf(concurrencies({ servers: () => 25, room: 0 }, 60).slice(20));
    expect(mean).toBeGreaterThan(24);
    expect(mean).toBeLessThan(29);
  });
});

const calls: fc.Arbitrary<SeenCall[]> = fc.array(
  fc.record({
    records: fc.integer({ min: 1, max: 10_000 }),
    millis: fc.integer({ min: 0, max: 120_000 }),
    now: fc.integer({ min: 0, max: 10 ** 9 }),
    inFlight: fc.integer({ min: 1, max: 64 }),
    overloaded: fc.boolean(),
  }),
  { maxLength: 200 },
);

describe('whatever the calls were', () => {
  it('chunk and concurrency stay whole and within their bounds', () => {
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 1_000 }), (seen, most, chunk) => {
        const bounds = { maxChunk: chunk, maxConcurrency: most, objectiveMillis: 1_000 };
        let found = initialFound(bounds);
        for (const call of seen) {
          found = nextFound(found, call, bounds);
          for (const [value, bound] of [
            [found.chunk, chunk],
            [found.concurrency, most],
          ])
            expect(Number.isInteger(value) && value >= 1 && value <= bound).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

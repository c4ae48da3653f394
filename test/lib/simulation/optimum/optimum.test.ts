import fc from 'fast-check';
import type { StreamSettings, WorkersSettings } from '../../../../lib/control/regulation/settings';
import { optimumBound, optimumOf } from '../../../../lib/simulation/optimum/optimum';
import { BASE, type Situation } from '../../../../lib/simulation/plant/situation';
import { StreamPlant } from '../../../../lib/simulation/plant/stream-plant';
import { WorkersPlant } from '../../../../lib/simulation/plant/workers-plant';
import { seededRandom } from '../../../../lib/simulation/random';
import { bestOfAll } from './every-plan';

const PERIOD = 5;

/** Loads of a few periods that change their level at any second. */
function loads(periods: number, most: number): fc.Arbitrary<Float64Array> {
  const level = fc.record({ from: fc.nat(periods * PERIOD - 1), rate: fc.nat(most) });
  return fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => {
    const arrivals = new Float64Array(periods * PERIOD);
    for (const { from, rate } of levels) arrivals.fill(rate, from);
    return arrivals;
  });
}

const situations = (delays: readonly number[]): fc.Arbitrary<Situation> =>
  fc.record({ delay: fc.constantFrom(...delays), halved: fc.boolean() }).map(({ delay, halved }) => ({
    ...BASE,
    periodSeconds: PERIOD,
    actuationSeconds: delay,
    reshardSeconds: delay,
    ...(halved && { slowdown: { atSecond: 12, factor: 0.5 } }),
  }));

describe('the optimum of workers', () => {
  const settings = (situation: Situation): WorkersSettings => ({
    kind: 'workers',
    lagObjectiveSeconds: 4,
    periodSeconds: PERIOD,
    actuationSeconds: situation.actuationSeconds,
    recordsPerWorkerPerSecond: 10,
    minWorkers: 1,
    maxWorkers: 3,
  });

  it('is the best of all sequences of commands', () => {
    const cases = fc.record({
      arrivals: loads(5, 34),
      situation: situations([0, 3, 5, 8, 10]),
      workers: fc.integer({ min: 1, max: 3 }),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(cases, ({ arrivals, situation, workers, seed }) => {
        const found = optimumOf(settings(situation), situation, arrivals, {
          capacity: { workers },
          random: seededRandom(seed),
        });
        const best = bestOfAll({
          plant: () => {
            const run = { seconds: arrivals.length, workers, random: seededRandom(seed) };
            return new WorkersPlant(settings(situation), situation, run);
          },
          arrivals,
          periodSeconds: PERIOD,
          lagObjectiveSeconds: 4,
          commands: [1, 2, 3].map((wanted) => ({ workers: wanted })),
        });
        expect(found.violationSeconds).toBe(best.violationSeconds);
        expect(found.cost).toBeCloseTo(best.cost, 9);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the optimum of a stream', () => {
  const settings = (situation: Situation, changes: Partial<StreamSettings> = {}): StreamSettings => ({
    kind: 'stream',
    lagObjectiveSeconds: 4,
    periodSeconds: PERIOD,
    actuationSeconds: situation.actuationSeconds,
    reshardSeconds: situation.reshardSeconds,
    recordsPerShardPerSecond: 20,
    recordsPerConsumerPerSecond: 14,
    minShards: 1,
    maxShards: 4,
    maxReshardsPerDay: 1,
    maxParallelizationFactor: 2,
    ...changes,
  });
  const commands = [1, 2, 3, 4].flatMap((shards) =>
    [1, 2].map((parallelizationFactor) => ({ shards, parallelizationFactor })),
  );
  interface Case {
    readonly arrivals: Float64Array;
    readonly situation: Situation;
    readonly shards: number;
    readonly seed: number;
  }
  const cases = (delays: readonly number[]): fc.Arbitrary<Case> =>
    fc.record({
      arrivals: loads(3, 90),
      situation: situations(delays),
      shards: fc.integer({ min: 1, max: 4 }),
      seed: fc.nat(1000),
    });

  function compared({ arrivals, situation, shards, seed }: Case) {
    const capacity = { shards, parallelizationFactor: 1 };
    const start = () => ({ capacity, random: seededRandom(seed) });
    const best = bestOfAll({
      plant: () => new StreamPlant(settings(situation), situation, { seconds: arrivals.length, ...start() }),
      arrivals,
      periodSeconds: PERIOD,
      lagObjectiveSeconds: 4,
      commands,
    });
    const found = optimumOf(settings(situation), situation, arrivals, start());
    const bound = optimumBound(settings(situation), situation, arrivals, start());
    return { best, found, bound };
  }

  it('is the best of all sequences of commands where a change lands before the next one is due', () => {
    fc.assert(
      fc.property(cases([1, 4]), (one) => {
        const { best, found, bound } = compared(one);
        expect(found.violationSeconds).toBe(best.violationSeconds);
        expect(found.cost).toBeCloseTo(best.cost, 9);
        expect(bound).toEqual(found);
      }),
      { numRuns: 40 },
    );
  });

  it('is never worse than what can be done where a change is under way for longer', () => {
    fc.assert(
      fc.property(cases([5, 7, 10]), (one) => {
        const { best, found } = compared(one);
        expect(found.violationSeconds).toBeLessThanOrEqual(best.violationSeconds);
        if (found.violationSeconds === best.violationSeconds) expect(found.cost).toBeLessThan(best.cost + 1e-9);
      }),
      { numRuns: 40 },
    );
  });
});

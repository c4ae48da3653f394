import fc from 'fast-check';
import { standingForJump } from '../../../../lib/control/regulation/blind-jump';
import type { Observation, WorkersCapacity } from '../../../../lib/control/regulation/observation';
import { planWorkers, startWorkers } from '../../../../lib/control/regulation/workers-planner';
import { compoundPoisson } from '../../../../lib/simulation/arrivals/compound-poisson';
import { sluice } from '../../../../lib/simulation/controller/sluice';
import { BASE } from '../../../../lib/simulation/plant/situation';
import { seededRandom } from '../../../../lib/simulation/random';
import { startFor, trial } from '../../../../lib/simulation/trial';
import { workersSettings } from './settings';

describe('what stands for a jump', () => {
  test.each([
    ['an answer comes within three objectives', {}, 1],
    ['metrics are fresh', { periodSeconds: 10 }, 0],
    ['the objective is long', { lagObjectiveSeconds: 600, actuationSeconds: 300 }, 0],
  ])('is nothing where %s', (_, settings, atMost) => {
    expect(standingForJump(workersSettings(settings))).toBeLessThanOrEqual(atMost);
  });

  it('is more the longer an answer takes, and never three times what is expected', () => {
    const seconds = fc.integer({ min: 1, max: 3_600 });
    fc.assert(
      fc.property(seconds, seconds, (actuationSeconds, more) => {
        const [sooner, later] = [actuationSeconds, actuationSeconds + more].map((each) =>
          standingForJump(workersSettings({ actuationSeconds: each })),
        );
        expect(sooner).toBeLessThan(later);
        expect(later).toBeLessThan(3);
      }),
    );
  });
});

/** Workers in the end, after an hour and a half of 1,000 records/s, which ten do. */
function standing(actuationSeconds: number): number {
  const settings = workersSettings({ actuationSeconds });
  let [state, workers] = [startWorkers(), 13];
  for (let time = 60; time <= 5_400; time += 60) {
    const seen: Observation<WorkersCapacity> = {
      ...{ time, arrivals: 60_000, processed: 60_000, backlog: 0, oldestAgeSeconds: 0, pending: null },
      ...{ utilization: 10 / workers, errors: 0, throttles: 0, capacity: { workers } },
    };
    const planned = planWorkers(state, seen, settings);
    [state, workers] = [planned.state, planned.decision.command?.workers ?? workers];
  }
  return workers;
}

test('the same calm load has more workers standing the slower an answer is', () => {
  expect(standing(60)).toBeLessThanOrEqual(12);
  expect(standing(180)).toBe(18);
  expect(standing(300)).toBe(Math.ceil(10 * 3 * (1 - 120 / 420)));
});

test.each([
  [180, 2, 0],
  [180, 2.5, 150],
  [300, 2, 0],
  [300, 2.5, 150],
])('with %i s to an answer, a jump to %f times the load makes at most %d s late', (actuationSeconds, factor, late) => {
  for (const seed of [11, 12, 13]) {
    const rates = new Float64Array(9_000).fill(900).fill(900 * factor, 5_417);
    const arrivals = compoundPoisson(rates, 1, seededRandom(seed));
    const settings = workersSettings({ actuationSeconds });
    const situation = { ...BASE, actuationSeconds };
    const start = startFor(settings, 900);
    const run = trial({ settings, situation, arrivals, start, seed, controller: sluice(settings) });
    expect(Math.round(run.violation * arrivals.length)).toBeLessThanOrEqual(late);
  }
});

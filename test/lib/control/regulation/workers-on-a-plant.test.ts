import type { WorkersCapacity } from '../../../../lib/control/regulation/observation';
import type { WorkersSettings } from '../../../../lib/control/regulation/settings';
import { BASE, type Situation, variantOf } from '../../../../lib/simulation/plant/situation';
import { seededRandom } from '../../../../lib/simulation/random';
import type { RunResult } from '../../../../lib/simulation/run';
import { playOn } from './play';

const RATE = 400;
const HOUR = 3600;

/** A rate in each second, in workers. */
function load(seconds: number, workersAt: (second: number) => number): Float64Array {
  return Float64Array.from({ length: seconds }, (_, second) => RATE * workersAt(second));
}

function play(rates: Float64Array, situation: Situation = BASE, seed = 1): RunResult<WorkersCapacity> {
  const settings: WorkersSettings = {
    kind: 'workers',
    lagObjectiveSeconds: 60,
    periodSeconds: situation.periodSeconds,
    actuationSeconds: situation.actuationSeconds,
    recordsPerWorkerPerSecond: RATE,
    minWorkers: 1,
    maxWorkers: 50,
  };
  return playOn(settings, { rates, group: 12 }, situation, seed);
}

/** Cost beside that of the work alone, were all workers busy all the time. */
function ratio({ cost }: RunResult<WorkersCapacity>, rates: Float64Array): number {
  return cost / (rates.reduce((sum, rate) => sum + rate, 0) / RATE / HOUR);
}

describe('a constant noisy load', () => {
  const random = seededRandom(5);
  const minutes = Array.from({ length: 12 * 60 }, () => 22 * (1 + 0.03 * random.normal()));
  const rates = load(12 * HOUR, (second) => minutes[Math.floor(second / 60)]);

  test.each([1, 2, 3])('is answered once and for all, by no more than it needs (seed %d)', (seed) => {
    const result = play(rates, BASE, seed);
    expect(result.changes.length).toBeLessThanOrEqual(1);
    expect(result.violation).toBe(0);
    expect(ratio(result, rates)).toBeLessThan(1.17);
  });
});

describe('a step', () => {
  const AT = 2 * HOUR;

  /** What is commanded in the half hour after it. */
  function answers(factor: number, late: number, situation: Situation) {
    const rates = load(AT + HOUR / 2, (second) => (second < AT + late ? 6 : 6 * factor));
    const { changes } = play(rates, situation);
    return changes
      .filter(({ second }) => second > AT + late)
      .map(({ second, from, to }) => ({
        to: to.workers,
        settled: second - AT - late + (to.workers > from.workers ? situation.actuationSeconds : 0),
      }));
  }

  test.each([
    [1.5, 0],
    [2.5, 0],
    [2.5, 30],
    [4, 15],
    [7, 0],
    [0.4, 0],
    [0.4, 30],
  ])('to ×%d, %d s after a period began, gets one command that is in force within 180 s', (factor, late) => {
    const commands = answers(factor, late, BASE);
    expect(commands).toHaveLength(1);
    expect(commands[0].settled).toBeLessThanOrEqual(180);
    expect(commands[0].to).toBeGreaterThanOrEqual(Math.floor(6 * factor));
    expect(commands[0].to).toBeLessThanOrEqual(Math.ceil(6 * factor * 1.5) + 1);
  });

  test.each([2.5, 4, 0.4])('to ×%d with fresh metrics gets one that is in force within 80 s', (factor) => {
    const commands = answers(factor, 0, variantOf('fresh', AT + HOUR / 2));
    expect(commands).toHaveLength(1);
    expect(commands[0].settled).toBeLessThanOrEqual(80);
  });
});

describe('a load that swings', () => {
  const rates = load(6 * HOUR, (second) => 12 - 10 * Math.cos((2 * Math.PI * second) / (3 * HOUR)));

  test.each<[string, Situation]>([
    ['as it is', BASE],
    ['with fresh metrics', variantOf('fresh', rates.length)],
    ['with metrics that tell what was in force', { ...BASE, delayedCapacity: true }],
    ['with utilization by the set rate', { ...BASE, nominalUtilization: true }],
  ])('is followed without a late record, at little more than its work: %s', (_, situation) => {
    const result = play(rates, situation);
    expect(result.violation).toBe(0);
    expect(result.refused).toEqual([]);
    expect(ratio(result, rates)).toBeLessThan(1.15);
  });

  test.each(['slow', 'outage'])('is followed when things go wrong: %s', (variant) => {
    const result = play(rates, variantOf(variant, rates.length));
    expect(result.violation).toBeLessThan(0.02);
    expect(result.refused).toEqual([]);
  });
});

test('workers that become half as fast are twice as many within minutes', () => {
  const rates = load(3 * HOUR, () => 10);
  const result = play(rates, variantOf('shift', rates.length));
  const middle = rates.length / 2;
  const doubled = result.changes.find(({ second, to }) => second > middle && to.workers >= 20);
  expect((doubled?.second ?? Infinity) - middle).toBeLessThanOrEqual(300);
  expect(result.violation).toBeLessThan(0.03);
});

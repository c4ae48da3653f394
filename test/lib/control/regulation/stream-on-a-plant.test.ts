import type { StreamCapacity } from '../../../../lib/control/regulation/observation';
import { BASE, type Situation, variantOf } from '../../../../lib/simulation/plant/situation';
import type { RunResult } from '../../../../lib/simulation/run';
import { playOn } from './play';
import { streamSettings } from './settings';

const HOUR = 3600;

function play(rates: Float64Array, situation: Situation = BASE, seed = 1): RunResult<StreamCapacity> {
  const { actuationSeconds, periodSeconds, reshardSeconds } = situation;
  const settings = streamSettings({ actuationSeconds, periodSeconds, reshardSeconds });
  return playOn(settings, { rates, group: 1 }, situation, seed);
}

/** So many records a second, and so many times that after an hour. */
function step(rate: number, times: number): Float64Array {
  return new Float64Array(2 * HOUR).fill(rate).fill(rate * times, HOUR);
}

describe('where a change takes minutes', () => {
  const slow = variantOf('slow', 2 * HOUR);

  test.each([1, 2, 3])('what stands is enough for a load that doubles unseen (seed %d)', (seed) => {
    for (const rate of [700, 1200, 5000]) {
      const { violation, refused } = play(step(rate, 2), slow, seed);
      expect(violation).toBe(0);
      expect(refused).toEqual([]);
    }
  });

  test('more stands the later an answer lands, and no more than usual where it lands in time', () => {
    const constant = new Float64Array(3 * HOUR).fill(3000);
    const costs = [60, 300, 600].map((reshardSeconds) => play(constant, { ...BASE, reshardSeconds }).cost);
    expect(costs[1]).toBeGreaterThan(1.3 * costs[0]);
    expect(costs[2]).toBeGreaterThan(1.3 * costs[1]);
    expect(play(constant, { ...BASE, reshardSeconds: 30 }).cost).toBeLessThan(1.1 * costs[0]);
  });
});

describe('a step', () => {
  test.each([1.5, 2, 3, 4, 5, 7, 10])('takes no more changes of shards than doublings (×%d)', (times) => {
    const { changes, refused } = play(step(1200, times));
    const more = changes.filter(
      ({ second, from, to }) => second > HOUR && second <= HOUR + 1800 && to.shards > from.shards,
    );
    expect(more.length).toBeLessThanOrEqual(Math.ceil(Math.log2(times)));
    expect(refused).toEqual([]);
  });

  test.each([2, 2.5])('that makes records late is worked off faster than the load comes (×%d)', (times) => {
    const rate = 4000;
    const { timeline, changes } = play(step(rate, times));
    const late = timeline.lagSeconds.reduce((last, lag, second) => (lag > 60 ? second : last), 0);
    const most = Math.max(...changes.map(({ to }) => to.shards));
    expect(late).toBeLessThan(HOUR + 500);
    expect(most).toBeGreaterThan((rate * times) / 1000);
  });
});

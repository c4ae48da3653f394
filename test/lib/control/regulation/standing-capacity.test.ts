import { NO_STANDING, type Standing, tried, worthKeeping } from '../../../../lib/control/regulation/standing-capacity';

/** A capacity that follows the mean of the last `memory` periods, three periods late. */
function after(rates: readonly number[], memory = 3): Standing {
  return rates.reduce((standing, rate, period) => {
    const past = rates.slice(Math.max(0, period - 2 - memory), Math.max(1, period - 2));
    const following = past.reduce((sum, each) => sum + each, 0) / past.length;
    return tried(standing, { seconds: 60, rate, following, lagObjectiveSeconds: 60 });
  }, NO_STANDING);
}

const DAY = 24 * 60;

describe('capacity that stands ready', () => {
  test('is not worth it for a load that a forecast follows', () => {
    const slow = Array.from({ length: DAY }, (_, minute) => 1000 - 900 * Math.cos((2 * Math.PI * minute) / DAY));
    expect(worthKeeping(after(slow, 1))).toBe(0);
  });

  test('is worth it for bursts that come again and again', () => {
    const bursts = Array.from({ length: 360 }, (_, minute) => (minute % 10 < 3 ? 2000 : 200));
    const kept = worthKeeping(after(bursts));
    expect(kept).toBeGreaterThan(500);
    expect(kept).toBeLessThan(2000);
  });

  test('is not worth it for a single burst', () => {
    const once = Array.from({ length: 360 }, (_, minute) => (minute === 180 ? 5000 : 200));
    expect(worthKeeping(after(once))).toBeLessThan(400);
  });

  test('is given up once the bursts have stopped', () => {
    const bursts = Array.from({ length: 360 }, (_, minute) => (minute % 10 < 3 ? 2000 : 200));
    expect(worthKeeping(after([...bursts, ...Array<number>(DAY).fill(200)]))).toBeLessThan(400);
  });

  test('is nothing before anything came', () => {
    expect(worthKeeping(after(Array<number>(60).fill(0)))).toBe(0);
  });

  test('takes no more room the longer it is tried', () => {
    const growing = Array.from({ length: 2000 }, (_, minute) => 1.02 ** minute);
    expect(JSON.stringify(after(growing.slice(0, 900))).length).toBeLessThan(2_000);
  });
});

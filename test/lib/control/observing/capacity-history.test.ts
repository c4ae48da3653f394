import { inForceAt, noted } from '../../../../lib/control/observing/capacity-history';

describe('the history of a capacity', () => {
  it('tells what was in force at a time', () => {
    const history = noted(noted([], { workers: 2 }, 100), { workers: 8 }, 200);
    expect([99, 100, 199, 200, 999].map((time) => inForceAt(history, time)?.workers)).toEqual([2, 2, 2, 8, 8]);
    expect(inForceAt([], 100)).toBeUndefined();
  });

  it('does not grow where nothing changes', () => {
    const history = noted([], { shards: 2, parallelizationFactor: 1 }, 100);
    expect(noted(history, { shards: 2, parallelizationFactor: 1 }, 160)).toBe(history);
    expect(noted(history, { shards: 2, parallelizationFactor: 2 }, 160)).toHaveLength(2);
  });

  it('forgets what no observation looks back to, but not what is in force', () => {
    let history = noted([], { workers: 1 }, 0);
    for (let minute = 1; minute <= 600; minute++) history = noted(history, { workers: 1 + minute }, minute * 60);
    expect(history.length).toBeLessThan(40);
    expect(inForceAt(history, 36_000 - 1_200)?.workers).toBe(581);
  });

  it('forgets a future that a clock which went back makes impossible', () => {
    const history = noted(noted([], { workers: 1 }, 100), { workers: 2 }, 5_000);
    expect(inForceAt(noted(history, { workers: 1 }, 160), 160)).toEqual({ workers: 1 });
  });
});

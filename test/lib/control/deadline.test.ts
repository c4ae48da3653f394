import * as fc from 'fast-check';
import { callBudgetMillis, reserveMillis } from '../../../lib/control/deadline';

describe('the time kept back to store what could not be delivered', () => {
  test.each([
    [0, 0],
    [3_000, 750],
    [40_000, 10_000],
    [900_000, 10_000],
  ])('of %i ms is %i ms', (total, reserve) => expect(reserveMillis(total)).toBe(reserve));

  it('leaves at least three quarters of an invocation to deliver in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900_000 }), (total) => {
        expect(reserveMillis(total)).toBeGreaterThanOrEqual(0);
        expect(total - reserveMillis(total)).toBeGreaterThanOrEqual(total * 0.75);
      }),
    );
  });
});

describe('the time a call may take', () => {
  test.each([
    ['all that is free, with nothing behind it', 1_000, false, 1_000],
    ['half of it, with a fallback behind it', 1_000, true, 500],
    ['whole milliseconds', 1_001, true, 500],
    ['the least that is worth a call', 100, false, 100],
    ['none, where less is left', 99, false, 0],
    ['none, where half of it is less', 199, true, 0],
    ['none, when time is up', 0, false, 0],
    ['none, when the reserve is being used', -5_000, false, 0],
  ])('is %s', (_, free, hasNext, budget) => expect(callBudgetMillis(free, hasNext)).toBe(budget));

  it('never exceeds what is free, and leaves a fallback as much as it takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 900_000 }), fc.boolean(), (free, hasNext) => {
        const budget = callBudgetMillis(free, hasNext);
        expect(budget).toBeGreaterThanOrEqual(0);
        expect(budget === 0 || budget <= free).toBe(true);
        if (hasNext) expect(budget === 0 || callBudgetMillis(free - budget, false) >= budget).toBe(true);
      }),
    );
  });
});

import * as fc from 'fast-check';
import { backoffMillis } from '../../../lib/control/backoff';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the pause before a retry', () => {
  test.each([
    [1, 0, 100],
    [1, 0.999999, 200],
    [2, 0, 200],
    [2, 0.5, 300],
    [3, 0, 400],
    [4, 0, 800],
    [5, 0, 1_000],
    [5, 0.999999, 2_000],
    [40, 0, 1_000],
    [2_000, 0.999999, 2_000],
  ])('before retry %i at jitter %d is %i ms', (attempt, jitter, millis) => {
    expect(backoffMillis(attempt, jitter)).toBe(millis);
  });

  it('is whole milliseconds between 100 ms and 2 s, and no shorter for a later retry', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), random, (attempt, jitter) => {
        const millis = backoffMillis(attempt, jitter);
        expect(Number.isInteger(millis)).toBe(true);
        expect(millis).toBeGreaterThanOrEqual(100);
        expect(millis).toBeLessThanOrEqual(2_000);
        expect(backoffMillis(attempt + 1, jitter)).toBeGreaterThanOrEqual(millis);
      }),
    );
  });
});

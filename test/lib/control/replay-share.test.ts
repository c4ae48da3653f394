import * as fc from 'fast-check';
import { nextShare, type ReplayShare } from '../../../lib/control/replay-share';

const share = (over: Partial<ReplayShare> = {}): ReplayShare => ({ workers: 80, most: 80, calm: 0, ...over });
const look = (from: ReplayShare, ageSeconds?: number): ReplayShare =>
  nextShare(from, { ageSeconds, objectiveSeconds: 60 });

function looks(from: ReplayShare, ages: readonly (number | undefined)[]): ReplayShare {
  return ages.reduce(look, from);
}

describe('the width of a replay', () => {
  test.each([undefined, NaN, -1])('stays as it is where the lag is %p', (age) => {
    const state = share();
    expect(look(state, age)).toBe(state);
  });

  it('is halved as often as live records are late, down to one', () => {
    expect([61, 70, 80].map((_, i) => looks(share(), Array(i + 1).fill(61)).workers)).toEqual([40, 20, 10]);
    expect(looks(share(), Array(20).fill(999)).workers).toBe(1);
  });

  it('stays while they catch up', () => {
    expect(looks(share({ workers: 40 }), [31, 45, 60]).workers).toBe(40);
  });

  it('grows by an eighth of what was asked for, to nine tenths of what was too many, and waits there', () => {
    const cut = look(share(), 61);
    expect([1, 2, 3, 4, 10].map((n) => looks(cut, Array(n).fill(0)).workers)).toEqual([50, 60, 70, 72, 72]);
  });

  it('tries again what was too many, after a while', () => {
    expect(looks(look(share(), 61), Array(16).fill(0)).workers).toBe(80);
  });

  it('takes a second cut in a row for the same line of records, not for a lower bound', () => {
    expect(looks(share(), [100, 90]).tooMany).toBe(80);
    expect(looks(share(), [100, 0, 0, 90]).tooMany).toBe(60);
  });

  it('is never below one nor above what was asked for, and never grows while records are late', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.array(fc.oneof(fc.constant(undefined), fc.double({ min: -10, max: 1e6 })), { maxLength: 60 }),
        (most, ages) => {
          let state: ReplayShare = { workers: most, most, calm: 0 };
          for (const age of ages) {
            const next = look(state, age);
            expect(next.workers >= 1 && next.workers <= most && Number.isInteger(next.workers)).toBe(true);
            if (age !== undefined && age > 30) expect(next.workers).toBeLessThanOrEqual(state.workers);
            state = next;
          }
        },
      ),
    ));
});

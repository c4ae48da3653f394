import * as fc from 'fast-check';
import { Evidence, judge, Verdict } from '../../../lib/control/verdict';

const REFUSED_TWICE: Evidence = {
  refusals: 2,
  confirmed: false,
  unsteady: false,
  lastRefusal: 4,
  lastSuccess: 0,
  hasControl: false,
};

describe('the verdict on a refused record', () => {
  test.each<[string, Partial<Evidence>, Verdict]>([
    ['refused once: try again', { refusals: 1 }, 'retry'],
    ['refused once, a success after it: try again', { refusals: 1, lastSuccess: 5 }, 'retry'],
    ['refused, a success, refused again: poison', { confirmed: true, lastSuccess: 3 }, 'poison'],
    ['refused twice, a success after both: try again, for both may have been trouble', { lastSuccess: 5 }, 'retry'],
    ['refused twice, no success since, a control at hand: ask it', { lastSuccess: 3, hasControl: true }, 'control'],
    ['refused twice, no success since, no control: doubt', { lastSuccess: 3 }, 'doubt'],
    ['refused twice, the success in the very call that refused it: no proof', { lastSuccess: 4 }, 'doubt'],
    ['refused often, never a success: doubt', { refusals: 9 }, 'doubt'],
    [
      'an unsteady target: doubt, whatever else is known',
      { unsteady: true, confirmed: true, hasControl: true },
      'doubt',
    ],
    ['an unsteady target is not tried again', { unsteady: true, refusals: 1 }, 'doubt'],
  ])('%s', (_, evidence, verdict) => expect(judge({ ...REFUSED_TWICE, ...evidence })).toBe(verdict));

  it('is poison on no less than the whole evidence', () => {
    const evidence = fc.record({
      refusals: fc.integer({ min: 1, max: 5 }),
      confirmed: fc.boolean(),
      unsteady: fc.boolean(),
      lastRefusal: fc.nat(5),
      lastSuccess: fc.nat(5),
      hasControl: fc.boolean(),
    });
    fc.assert(
      fc.property(evidence, (e) => {
        expect(judge({ ...e, unsteady: true })).not.toBe('poison');
        expect(judge({ ...e, confirmed: false })).not.toBe('poison');
      }),
    );
  });
});

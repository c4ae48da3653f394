import * as fc from 'fast-check';
import { Evidence, judge, REFUSALS_FOR_POISON, Verdict } from '../../../lib/control/verdict';

const REFUSED_TWICE: Evidence = { refusals: 2, unsteady: false, lastRefusal: 4, lastSuccess: 0, hasControl: false };

describe('the verdict on a refused record', () => {
  test.each<[string, Partial<Evidence>, Verdict]>([
    ['refused once: try again', { refusals: 1 }, 'retry'],
    ['refused once, a success after it: try again', { refusals: 1, lastSuccess: 5 }, 'retry'],
    ['refused twice, a success after it: poison', { lastSuccess: 5 }, 'poison'],
    ['refused often, a success after it: poison', { refusals: 9, lastSuccess: 5 }, 'poison'],
    [
      'refused twice, the last success before it, a control at hand: ask it',
      { lastSuccess: 3, hasControl: true },
      'control',
    ],
    ['refused twice, the last success before it, no control: doubt', { lastSuccess: 3 }, 'doubt'],
    ['refused twice, the success in the very call that refused it: no proof', { lastSuccess: 4 }, 'doubt'],
    ['refused twice, never a success: doubt', {}, 'doubt'],
    [
      'an unsteady target: doubt, whatever else is known',
      { unsteady: true, lastSuccess: 5, hasControl: true },
      'doubt',
    ],
    ['an unsteady target is not tried again', { unsteady: true, refusals: 1 }, 'doubt'],
  ])('%s', (_, evidence, verdict) => expect(judge({ ...REFUSED_TWICE, ...evidence })).toBe(verdict));

  it('is poison on no less than the whole evidence', () => {
    const whole = fc.record({ refusals: fc.integer({ min: REFUSALS_FOR_POISON, max: 9 }), lastRefusal: fc.nat(9) });
    const lacking = fc.constantFrom<(e: Evidence) => Partial<Evidence>>(
      () => ({ refusals: REFUSALS_FOR_POISON - 1 }),
      () => ({ unsteady: true }),
      ({ lastRefusal }) => ({ lastSuccess: lastRefusal }),
      () => ({ lastSuccess: 0 }),
    );
    fc.assert(
      fc.property(whole, fc.boolean(), lacking, ({ refusals, lastRefusal }, hasControl, without) => {
        const evidence = { refusals, unsteady: false, lastRefusal, lastSuccess: lastRefusal + 1, hasControl };
        expect(judge(evidence)).toBe('poison');
        expect(judge({ ...evidence, ...without(evidence) })).not.toBe('poison');
      }),
    );
  });
});

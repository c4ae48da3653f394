import * as fc from 'fast-check';
import { failuresToTell } from '../../../../lib/control/detection/failures';
import type { CallOutcome, Health } from '../../../../lib/control/detection/health';
import {
  after,
  blame,
  callsUntil,
  DOUBTFUL,
  FAILED,
  failing,
  known,
  medianOf,
  observe,
  seededRandom,
  TAKEN,
  times,
  UNKNOWN,
  verdictsOver,
} from './streams';

/** After so many calls, every hundredth of which failed. */
const usually = (calls: number, every = 100): Health =>
  after(
    UNKNOWN,
    Array.from({ length: calls }, (_, i) => (i % every === Math.floor(every / 2) ? FAILED : TAKEN)),
  );

describe('calls that fail in a row are an outage after few of them, where', () => {
  test.each<[string, Health, number]>([
    ['nothing is known yet', UNKNOWN, 4],
    ['none failed before', after(UNKNOWN, times(500, TAKEN)), 3],
    ['none ever failed', after(UNKNOWN, times(50_000, TAKEN)), 3],
    ['one in a thousand failed', usually(50_000, 1_000), 3],
    ['one in a hundred failed', usually(500), 4],
    ['one in a hundred failed for long', usually(50_000), 4],
    ['one in thirty failed', usually(50_000, 30), 5],
    ['one in twenty failed', usually(50_000, 20), 6],
  ])('%s', (_, health, row) => {
    expect(after(health, times(row - 1, FAILED)).verdict).toBe(false);
    expect(after(health, times(row, FAILED)).verdict).toBe('outage');
  });

  it('are none in a row shorter than the caller lets count', () => {
    expect(after({ ...UNKNOWN, fewest: 5 }, times(4, FAILED)).verdict).toBe(false);
    expect(after({ ...UNKNOWN, fewest: 5 }, times(5, FAILED)).verdict).toBe('outage');
  });
});

describe('after 500 calls of which 1 % failed, by chance', () => {
  test.each([
    [1, 4],
    [0.5, 9],
    [0.3, 18],
    [0.2, 32],
  ])('failures of a share of %d are an outage after %i calls at the median', (share, calls) => {
    const median = medianOf(501, (seed) => {
      const { next } = seededRandom(seed);
      return callsUntil('outage', known(500, failing(0.01, next)), failing(share, next));
    });
    expect(median).toBeLessThanOrEqual(calls);
  });

  test.each([0.12, 0.15, 0.25, 0.4, 0.7])('failures of a share of %d are found too', (share) => {
    const { next } = seededRandom(3);
    expect(callsUntil('outage', known(500, failing(0.01, next)), failing(share, next))).toBeLessThan(Infinity);
  });
});

describe('failures as usual', () => {
  // Less than one in ten million calls at 1 %: the benchmark counts them, a hundred times as many as here and more.
  test.each([0, 0.0001, 0.001, 0.01, 0.03, 0.05])('of a share of %d are no outage', (share) => {
    const { next } = seededRandom(17);
    expect(verdictsOver(200_000, failing(share, next))).toBe(0);
  });

  it('that become more, slowly, are learned', () => {
    const { next } = seededRandom(5);
    let calls = 0;
    const drifting = (): CallOutcome => failing(0.002 + (0.048 * calls++) / 100_000, next)();
    expect(verdictsOver(100_000, drifting)).toBe(0);
  });

  it('that become three times as many at once open seldom, and are usual some thousand calls later', () => {
    const { next } = seededRandom(6);
    let calls = 0;
    expect(verdictsOver(60_000, () => failing(calls++ < 20_000 ? 0.01 : 0.03, next)())).toBeLessThanOrEqual(1);
  });

  it('say nothing more of a target that takes seven of eight calls', () => {
    const health = after(
      usually(50_000, 1_000),
      Array(40)
        .fill([FAILED, ...times(8, TAKEN)])
        .flat() as CallOutcome[],
    );
    expect(health.verdict).toBe(false);
  });
});

describe('how many calls must fail in a row, over all environments,', () => {
  test.each<[string, Health, number]>([
    ['where nothing is known: no more than is set', UNKNOWN, 1],
    ['where none failed', after(UNKNOWN, times(10_000, TAKEN)), 1],
    ['where one in a thousand failed', usually(50_000, 1_000), 3],
    ['where one in a hundred failed', usually(500), 4],
    ['where one in a hundred failed for long', usually(50_000), 4],
    ['where one in ten failed: no more than five', usually(50_000, 10), 5],
  ])('%s', (_, health, expected) => expect(Math.ceil(failuresToTell(health))).toBe(expected));

  it('is not raised by the failures of the outage itself', () => {
    expect(failuresToTell(after(UNKNOWN, times(5, FAILED)))).toBeLessThan(1);
    expect(Math.ceil(failuresToTell(after(usually(10_000), times(5, FAILED))))).toBe(4);
  });
});

describe('a call that may have failed for a record', () => {
  it('is no failure until its target is to blame, and then counts where it was', () => {
    const doubted = after(usually(500), [DOUBTFUL, DOUBTFUL, TAKEN, DOUBTFUL, DOUBTFUL, TAKEN]);
    expect(doubted.verdict).toBe(false);
    expect(blame(doubted, [501, 502, 504]).verdict).toBe(false);
    const blamed = blame(doubted, [501, 502, 504, 505]);
    const straight = after(usually(500), [FAILED, FAILED, TAKEN, FAILED, FAILED, TAKEN]);
    expect([blamed.last, blamed.calls]).toEqual([straight.last, straight.calls]);
    expect(blamed.rate).toBeCloseTo(straight.rate, 4);
  });
});

const call = fc.boolean().map((failed) => (failed ? FAILED : TAKEN));

describe('whatever calls come', () => {
  it('none of them has a verdict while none fails', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 20 }), (runs) => {
        let health = UNKNOWN;
        for (const length of runs) health = after(health, times(length, TAKEN));
        expect(health.verdict).toBe(false);
      }),
    );
  });

  it('numbers stay numbers, the memory stays small, and the state survives JSON', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 300 }), (calls) => {
        const health = after(UNKNOWN, calls);
        expect(JSON.parse(JSON.stringify(health))).toEqual(health);
        expect(health.last.length).toBeLessThanOrEqual(32);
        expect(after(JSON.parse(JSON.stringify(health)) as Health, calls)).toEqual(after(health, calls));
      }),
    );
  });

  it('more failures in the run that opened open no later', () => {
    const history = fc.array(fc.integer({ min: 2, max: 200 }), { maxLength: 10 });
    fc.assert(
      fc.property(
        history,
        fc.array(call, { maxLength: 60 }),
        fc.array(fc.nat(59), { maxLength: 20 }),
        (gaps, run, more) => {
          const before = after(
            UNKNOWN,
            gaps.flatMap((gap) => [...times(gap, TAKEN), FAILED]),
          );
          const opened = openedBy(before, run);
          if (!opened) return;
          const { at, from } = opened;
          const worse = run.map((one, index) => (index >= from && more.includes(index) ? FAILED : one));
          expect(openedBy(before, worse)!.at).toBeLessThanOrEqual(at);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

/** Which call of a run opened, and with which one the shortest run began that told so. */
function openedBy(before: Health, run: readonly CallOutcome[]): { at: number; from: number } | undefined {
  let health = before;
  for (const [at, one] of run.entries()) {
    health = observe(health, one);
    if (health.verdict !== 'outage') continue;
    const shortest = health.last.filter((first) => since(health, first).verdict === 'outage').at(-1)!;
    return { at, from: Math.max(0, shortest - before.calls - 1) };
  }
  return undefined;
}

/** What would be said of the failures from one on. */
function since(health: Health, first: number): Health {
  return blame({ ...health, last: health.last.filter((ordinal) => ordinal >= first) }, []);
}

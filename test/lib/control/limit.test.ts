import * as fc from 'fast-check';
import { CallObservation, initialLimit, Limit, LimitBounds, nextLimit } from '../../../lib/control/limit';

const BOUNDS: LimitBounds = { maxChunk: 100, maxConcurrency: 8, objectiveMillis: 5_000 };
const FULL = 1_000;

function call(overrides: Partial<CallObservation> = {}): CallObservation {
  return { records: FULL, millis: 10, overloaded: false, ...overrides };
}

describe('the limit after a call', () => {
  test.each<[string, Limit, CallObservation, Limit]>([
    ['a full, quick call raises both', { chunk: 50, concurrency: 3 }, call(), { chunk: 60, concurrency: 4 }],
    ['the chunk stops at its bound', { chunk: 95, concurrency: 3 }, call(), { chunk: 100, concurrency: 4 }],
    ['the concurrency stops at its bound', { chunk: 50, concurrency: 8 }, call(), { chunk: 60, concurrency: 8 }],
    [
      'a call at the objective is quick',
      { chunk: 50, concurrency: 3 },
      call({ millis: 5_000 }),
      { chunk: 60, concurrency: 4 },
    ],
    [
      'a slow call takes one away',
      { chunk: 50, concurrency: 3 },
      call({ millis: 5_001 }),
      { chunk: 50, concurrency: 2 },
    ],
    [
      'overload halves the concurrency',
      { chunk: 50, concurrency: 5 },
      call({ overloaded: true }),
      { chunk: 50, concurrency: 2 },
    ],
    ['then the chunk', { chunk: 50, concurrency: 1 }, call({ overloaded: true }), { chunk: 25, concurrency: 1 }],
    ['down to one record', { chunk: 1, concurrency: 1 }, call({ overloaded: true }), { chunk: 1, concurrency: 1 }],
  ])('%s', (_, before, observed, after) => expect(nextLimit(before, observed, BOUNDS)).toEqual(after));

  test.each<[string, Limit, CallObservation]>([
    ['a call that was not full says nothing of a larger one', { chunk: 50, concurrency: 3 }, call({ records: 49 })],
    ['at both bounds there is nothing to raise', { chunk: 100, concurrency: 8 }, call()],
    ['a slow call alone is the least concurrency', { chunk: 50, concurrency: 1 }, call({ millis: 60_000 })],
  ])('%s', (_, limit, observed) => expect(nextLimit(limit, observed, BOUNDS)).toBe(limit));

  it('begins with the largest chunk, one call at a time', () => {
    expect(initialLimit(BOUNDS)).toEqual({ chunk: 100, concurrency: 1 });
  });
});

const bounds: fc.Arbitrary<LimitBounds> = fc.record({
  maxChunk: fc.integer({ min: 1, max: 10_000 }),
  maxConcurrency: fc.integer({ min: 1, max: 64 }),
  objectiveMillis: fc.integer({ min: 1, max: 60_000 }),
});

const calls: fc.Arbitrary<CallObservation[]> = fc.array(
  fc.record({
    records: fc.integer({ min: 1, max: 10_000 }),
    millis: fc.integer({ min: 0, max: 120_000 }),
    overloaded: fc.boolean(),
  }),
  { maxLength: 80 },
);

describe('whatever the calls were', () => {
  it('chunk and concurrency stay whole and within their bounds', () => {
    fc.assert(
      fc.property(calls, bounds, (observed, b) => {
        let limit = initialLimit(b);
        for (const one of observed) {
          limit = nextLimit(limit, one, b);
          expect(Number.isInteger(limit.chunk) && limit.chunk >= 1 && limit.chunk <= b.maxChunk).toBe(true);
          expect(
            Number.isInteger(limit.concurrency) && limit.concurrency >= 1 && limit.concurrency <= b.maxConcurrency,
          ).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('nothing grows on overload or on a slow call', () => {
    fc.assert(
      fc.property(calls, bounds, (observed, b) => {
        let limit = initialLimit(b);
        for (const one of observed) {
          const before = limit;
          limit = nextLimit(limit, one, b);
          if (!one.overloaded && one.millis <= b.objectiveMillis) continue;
          expect(limit.chunk).toBeLessThanOrEqual(before.chunk);
          expect(limit.concurrency).toBeLessThanOrEqual(before.concurrency);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('quick, full calls bring it back to its bounds', () => {
    fc.assert(
      fc.property(calls, bounds, (observed, b) => {
        let limit = observed.reduce((current, one) => nextLimit(current, one, b), initialLimit(b));
        for (let i = 0; i < 64; i++) limit = nextLimit(limit, { records: 10_000, millis: 0, overloaded: false }, b);
        expect(limit).toEqual({ chunk: b.maxChunk, concurrency: b.maxConcurrency });
      }),
    );
  });

  it('lasting overload brings it down to one record at a time', () => {
    fc.assert(
      fc.property(bounds, (b) => {
        let limit = nextLimit(initialLimit(b), { records: b.maxChunk, millis: 0, overloaded: false }, b);
        for (let i = 0; i < 24; i++) limit = nextLimit(limit, call({ overloaded: true }), b);
        expect(limit).toEqual({ chunk: 1, concurrency: 1 });
      }),
    );
  });
});

import * as fc from 'fast-check';
import type { CallOutcome, Health } from '../../../../lib/control/detection/health';
import { after, callsUntil, FAILED, known, medianOf, seededRandom, taking, times, verdictsOver } from './streams';

/** Calls of so many records, that take 20 ms and 2 ms a record, with a little noise. */
function batches(normal: () => number, records: () => number): () => CallOutcome {
  return () => {
    const count = records();
    return { failed: false, records: count, millis: (20 + 2 * count) * Math.exp(0.2 * normal()) };
  };
}

describe('after 500 calls of 100 ms, calls that take longer for good', () => {
  test.each([
    [0.1, 2, 4],
    [0.3, 2, 9],
    [0.3, 3, 5],
    [0.3, 5, 4],
    [0.5, 2, 19],
    [0.5, 3, 9],
    [1, 2, 85],
    [1, 3, 33],
    [1, 5, 20],
  ])('with a noise of %d, %i times as long, are a brown-out after %i of them at the median', (sigma, factor, calls) => {
    const median = medianOf(201, (seed) => {
      const { normal } = seededRandom(seed);
      const health = known(500, taking(100, sigma, normal));
      return callsUntil('brown-out', health, taking(100 * factor, sigma, normal));
    });
    expect(median).toBeLessThanOrEqual(calls);
  });

  it('are usual after some thousand calls', () => {
    const { normal } = seededRandom(2);
    let health = known(500, taking(100, 0.3, normal));
    health = after(health, Array.from({ length: 5_000 }, taking(300, 0.3, normal)));
    expect(callsUntil('brown-out', health, taking(300, 0.3, normal))).toBe(Infinity);
    expect(callsUntil('brown-out', health, taking(900, 0.3, normal))).toBeLessThan(20);
  });
});

describe('no brown-out', () => {
  test.each([0.05, 0.3, 0.5, 1])('is seen where times vary as usual, by %d', (sigma) => {
    expect(verdictsOver(200_000, taking(100, sigma, seededRandom(4).normal))).toBe(0);
  });

  it('is seen in single calls that take very long: cold starts and pauses', () => {
    const { next, normal } = seededRandom(7);
    const call = taking(100, 0.3, normal);
    const spiked = (): CallOutcome => ({ ...call(), millis: call().millis * (next() < 0.01 ? 50 : 1) });
    expect(verdictsOver(200_000, spiked)).toBe(0);
    expect(after(known(500, call), times(3, { ...call(), millis: 60_000 })).verdict).toBe(false);
  });

  it('is seen where one call in twenty takes ten times as long, always', () => {
    const { next, normal } = seededRandom(14);
    const call = taking(100, 0.3, normal);
    const tailed = (): CallOutcome => ({ ...call(), millis: call().millis * (next() < 0.05 ? 10 : 1) });
    expect(verdictsOver(400_000, tailed)).toBe(0);
  });

  it('is seen where slow calls come together, always', () => {
    const { normal } = seededRandom(15);
    let last = 0;
    const correlated = (): CallOutcome => {
      last = 0.5 * last + 0.26 * normal();
      return { failed: false, millis: 100 * Math.exp(last), records: 1 };
    };
    expect(verdictsOver(200_000, correlated)).toBe(0);
  });

  it('is seen where calls become four times as slow little by little', () => {
    const { normal } = seededRandom(8);
    let calls = 0;
    expect(verdictsOver(40_000, () => taking(100 * 4 ** (calls++ / 40_000), 0.3, normal)())).toBe(0);
  });

  it('is seen where calls take a third longer', () => {
    const { normal } = seededRandom(9);
    const health = known(2_000, taking(100, 0.2, normal));
    expect(callsUntil('brown-out', health, taking(133, 0.2, normal))).toBe(Infinity);
  });

  it('is seen where calls carry more records, or other numbers of them, and take longer for that', () => {
    const { next, normal } = seededRandom(10);
    let calls = 0;
    const growing = (): number => Math.round(10 * 10 ** Math.min(2, calls++ / 5_000));
    expect(verdictsOver(20_000, batches(normal, growing))).toBe(0);
    expect(
      verdictsOver(
        20_000,
        batches(normal, () => (calls++ % 2_000 < 1_000 ? 64 : 127)),
      ),
    ).toBe(0);
    expect(
      verdictsOver(
        20_000,
        batches(normal, () => 1 + Math.floor(1_000 * next())),
      ),
    ).toBe(0);
  });

  it('is seen before a hundred calls showed what is usual', () => {
    const { normal } = seededRandom(11);
    const health = known(50, taking(100, 0.3, normal));
    expect(callsUntil('brown-out', health, taking(500, 0.3, normal), 49)).toBe(Infinity);
  });

  it('is seen in failed calls, however long they take: a timeout says that it failed', () => {
    const { normal } = seededRandom(12);
    const health = known(500, taking(100, 0.3, normal));
    expect(after(health, times(2, { ...FAILED, millis: 30_000 })).paces).toEqual(health.paces);
  });
});

it('calls of another size are slow by their own measure', () => {
  const { next, normal } = seededRandom(13);
  const sizes = (): number => [1, 10, 100, 1_000][Math.floor(4 * next())];
  const usual = batches(normal, sizes);
  const health = known(4_000, usual);
  const calls = callsUntil('brown-out', health, () => {
    const call = usual();
    return { ...call, millis: 3 * call.millis };
  });
  expect(calls).toBeLessThan(30);
});

it('whatever times calls take, numbers stay numbers and the state survives JSON', () => {
  const call = fc.record({
    failed: fc.boolean(),
    isDoubtful: fc.boolean(),
    millis: fc.oneof(fc.double({ min: -1e6, max: 1e12, noNaN: true }), fc.constantFrom(0, 1, 1e300)),
    records: fc.integer({ min: 1, max: 10_000 }),
  });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 300 }), (calls) => {
      const health = after(
        known(0, () => FAILED),
        calls,
      );
      const thawed = JSON.parse(JSON.stringify(health)) as Health;
      const numbers = thawed.paces.flatMap((pace) => (pace ? Object.values(pace) : []));
      expect(numbers.every((value) => Number.isFinite(value))).toBe(true);
      const twice = after(thawed, calls);
      expect(JSON.stringify(twice)).toBe(JSON.stringify(after(health, calls)));
    }),
  );
});

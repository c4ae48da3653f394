import fc from 'fast-check';
import {
  expectedRate,
  type Forecast,
  type Horizon,
  interrupted,
  isNoisy,
  isSteady,
  learned,
  NO_FORECAST,
  prudentRate,
  surplusRate,
} from '../../../../lib/control/regulation/forecast';
import { seededRandom } from '../../../../lib/simulation/random';

const HORIZON: Horizon = { periodSeconds: 60, periods: 2, leastRate: 10 };
const PRICE = 25;

function after(rates: readonly number[], from = NO_FORECAST, horizon = HORIZON): Forecast {
  return rates.reduce((forecast, rate) => learned(forecast, rate, horizon), from);
}

function noisy(mean: number, deviation: number, periods: number, seed = 1): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: periods }, () => Math.max(0, mean * (1 + deviation * random.normal())));
}

describe('what is expected', () => {
  test('of a rate with a little noise is its mean, more nearly than the last rate', () => {
    const rates = noisy(1000, 0.05, 60);
    const errors = [20, 30, 40, 50, 60].map((periods) => {
      const seen = rates.slice(0, periods);
      return { own: expectedRate(after(seen), HORIZON) - 1000, last: (seen.at(-1) ?? 0) - 1000 };
    });
    const square = (of: 'own' | 'last'): number => errors.reduce((sum, error) => sum + error[of] ** 2, 0);
    expect(square('own')).toBeLessThan(0.5 * square('last'));
  });

  test('of a rate that rises is above the last one', () => {
    const rising = Array.from({ length: 30 }, (_, period) => 1000 + 50 * period);
    const coming = 1000 + 50 * 29 + 50 * 1.5;
    expect(Math.abs(expectedRate(after(rising), HORIZON) - coming)).toBeLessThan(30);
  });

  test('never is below nothing, however fast a rate falls', () => {
    const falling = Array.from({ length: 12 }, (_, period) => Math.max(0, 1000 - 90 * period));
    expect(expectedRate(after(falling), HORIZON)).toBeGreaterThanOrEqual(0);
  });

  test.each([2.5, 0.4])('after a step to ×%d is the new rate at first sight', (factor) => {
    const steady = after(noisy(1000, 0.02, 60));
    expect(expectedRate(learned(steady, 1000 * factor, HORIZON), HORIZON)).toBeCloseTo(1000 * factor, 6);
  });

  test('goes by the rate at the very end of the period in which the step came', () => {
    const steady = after(noisy(1000, 0.02, 60));
    expect(expectedRate(learned(steady, 1800, HORIZON, 2500), HORIZON)).toBeCloseTo(2500, 6);
  });

  test('does not follow spikes once they have proved not to last', () => {
    const spikes = Array.from({ length: 120 }, (_, period) => (period % 12 === 0 ? 5000 : 1000));
    const forecast = learned(after(spikes), 5000, HORIZON);
    expect(expectedRate(forecast, HORIZON)).toBeLessThan(2500);
  });
});

describe('what is held above it', () => {
  test('is little for a steady rate', () => {
    expect(surplusRate(after(noisy(1000, 0.01, 240)), HORIZON, PRICE)).toBeLessThan(100);
  });

  test('is much for a rate that swings', () => {
    const swings = after(noisy(1000, 0.6, 240));
    expect(surplusRate(swings, HORIZON, PRICE)).toBeGreaterThan(400);
  });

  test('is more where being short costs more', () => {
    const swings = after(noisy(1000, 0.6, 240));
    expect(surplusRate(swings, HORIZON, 2)).toBeLessThan(surplusRate(swings, HORIZON, 50));
  });

  test('goes hardly beyond what was seen lately', () => {
    const swings = after(noisy(1000, 0.6, 240));
    const expected = expectedRate(swings, HORIZON);
    expect(expected + surplusRate(swings, HORIZON, 1000)).toBeLessThanOrEqual(Math.max(swings.peak, 1.15 * expected));
  });
});

test('a prudent forecast covers the swings of a steady rate about its mean', () => {
  const low = [...noisy(1000, 0.02, 120), 960, 955, 950];
  expect(prudentRate(after(low), HORIZON)).toBeGreaterThan(1000);
});

test('a rate is steady, noisy or neither by how much it varies', () => {
  const kinds = [0.01, 0.08, 0.6].map((deviation) => after(noisy(1000, deviation, 120)));
  expect(kinds.map(isSteady)).toEqual([true, false, false]);
  expect(kinds.map(isNoisy)).toEqual([false, false, true]);
});

test('what was expected before a gap is not held against what comes after it', () => {
  const before = after(noisy(1000, 0.02, 60));
  expect(learned(interrupted(before), 1000, HORIZON).errors).toEqual(before.errors);
  expect(learned(before, 1000, HORIZON).errors).not.toEqual(before.errors);
});

const rate = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e9, noNaN: true }));
const horizon = fc.record({
  periodSeconds: fc.constantFrom(1, 10, 60, 300),
  periods: fc.integer({ min: 1, max: 40 }),
  leastRate: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
});

test('any rates make finite expectations in a bounded state that survives JSON', () => {
  fc.assert(
    fc.property(fc.array(rate, { minLength: 1, maxLength: 60 }), horizon, (rates, of) => {
      const forecast = after(rates, NO_FORECAST, of);
      const text = JSON.stringify(forecast);
      expect(text.length).toBeLessThan(3_000);
      const revived = JSON.parse(text) as Forecast;
      expect(learned(revived, 1, of)).toEqual(learned(forecast, 1, of));
      for (const figure of [expectedRate(forecast, of), prudentRate(forecast, of), surplusRate(forecast, of, PRICE)]) {
        expect(figure).toBeGreaterThanOrEqual(0);
        expect(figure).toBeLessThan(Infinity);
      }
    }),
    { numRuns: 200 },
  );
});

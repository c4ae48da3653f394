import * as fc from 'fast-check';
import { metricDelay, openWindow } from '../../../../lib/control/observing/window';

const MINUTE = { periodSeconds: 60, delaySeconds: 120 };
const NOON = 1_795_521_600;

describe('the window of periods to observe', () => {
  it('ends with the last period whose metrics are there: those of AWS are up to two minutes late', () => {
    expect(metricDelay(['Sluice', 'AWS/SQS'])).toBe(120);
    expect(openWindow(NOON - 240, NOON + 5, MINUTE)).toEqual({ from: NOON - 240, to: NOON - 120 });
    expect(openWindow(NOON - 240, NOON + 59, MINUTE).to).toBe(NOON - 120);
  });

  it('ends seconds ago where the pipeline publishes its metrics itself', () => {
    const delaySeconds = metricDelay(['Sluice']);
    expect(openWindow(NOON - 60, NOON + 5, { periodSeconds: 10, delaySeconds })).toEqual({
      from: NOON - 60,
      to: NOON - 20,
    });
  });

  it('holds one period at first', () => {
    expect(openWindow(null, NOON + 5, MINUTE)).toEqual({ from: NOON - 180, to: NOON - 120 });
  });

  it('is empty where all was observed', () => {
    expect(openWindow(NOON - 120, NOON + 5, MINUTE)).toEqual({ from: NOON - 120, to: NOON - 120 });
    expect(openWindow(NOON - 60, NOON + 5, MINUTE)).toEqual({ from: NOON - 120, to: NOON - 120 });
  });

  it('begins anew where the clock went back', () => {
    expect(openWindow(NOON + 3_600, NOON + 5, MINUTE)).toEqual({ from: NOON - 180, to: NOON - 120 });
  });

  it('reaches back twenty minutes and no further', () => {
    expect(openWindow(NOON - 86_400, NOON + 5, MINUTE)).toEqual({ from: NOON - 120 - 1_200, to: NOON - 120 });
  });

  it('holds whole periods, never the future and never too many, whatever the clock does', () => {
    const times = fc.integer({ min: NOON - 100_000, max: NOON + 100_000 });
    fc.assert(
      fc.property(fc.option(times), times, fc.constantFrom(10, 60), (until, now, periodSeconds) => {
        const { from, to } = openWindow(until, now, { periodSeconds, delaySeconds: 120 });
        expect([from % periodSeconds, to % periodSeconds]).toEqual([0, 0]);
        expect(to).toBeLessThanOrEqual(now - 120);
        expect(from).toBeLessThanOrEqual(to);
        expect(to - from).toBeLessThanOrEqual(1_200 + periodSeconds);
      }),
    );
  });
});

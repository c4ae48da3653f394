import { AS_SET, observedRate, type UnitRate, type WorkedPeriod } from '../../../../lib/control/regulation/unit-rate';

const SET_RATE = 100;
const UNITS = 10;
const FULL = UNITS * SET_RATE * 60;

/** A period in which work waited all the time. */
const BUSY: WorkedPeriod = {
  seconds: 60,
  units: UNITS,
  processed: FULL,
  waiting: 50_000,
  oldestAgeSeconds: 70,
  utilization: 1,
};

/** A period in which the workers could have done twice as much. */
const IDLE: WorkedPeriod = { ...BUSY, processed: FULL / 2, waiting: 0, oldestAgeSeconds: 0, utilization: 0.5 };

function after(periods: readonly WorkedPeriod[], from = AS_SET): UnitRate {
  return periods.reduce((rate, period) => observedRate(rate, period, SET_RATE), from);
}

const settled = after([BUSY, BUSY, BUSY]);

describe('what a unit does', () => {
  test('is what the settings say until work waits', () => {
    expect(after(Array<WorkedPeriod>(50).fill(IDLE)).share).toBe(1);
  });

  test.each<[string, Partial<WorkedPeriod>]>([
    ['the oldest record is older than the period', { utilization: undefined }],
    ['units are told to be busy', { oldestAgeSeconds: undefined }],
    ['much waits at both ends', { oldestAgeSeconds: undefined, utilization: undefined }],
    ['utilization is told by the set rate', { utilization: 0.5 }],
  ])('is seen to be halved at once where work waits: %s', (_, told) => {
    expect(after([{ ...BUSY, ...told, processed: FULL / 2 }], settled).share).toBeCloseTo(0.5, 2);
  });

  test('is seen to be halved in the first period of it, though nothing waited when it began', () => {
    const slower = { ...BUSY, processed: FULL / 2, waiting: FULL / 3, oldestAgeSeconds: 20 };
    expect(after([IDLE, IDLE, slower]).share).toBeCloseTo(0.5, 2);
  });

  test('is not mistaken for less where little waits in the end, or where the units changed', () => {
    const slower = { ...BUSY, processed: FULL / 2, waiting: FULL / 3, oldestAgeSeconds: 20 };
    expect(after([IDLE, IDLE, { ...slower, waiting: FULL / 20 }]).share).toBe(1);
    expect(after([IDLE, { ...IDLE, units: 5 }, slower]).share).toBe(1);
  });

  test('is not mistaken for less where the queue was empty in between', () => {
    const emptied = { ...BUSY, processed: FULL / 2, waiting: 500, oldestAgeSeconds: 1, utilization: 0.5 };
    expect(after([emptied, emptied, emptied]).share).toBe(1);
  });

  test('is not mistaken for less because units came during the period', () => {
    const before = after([{ ...BUSY, units: 5, processed: FULL / 2 }]);
    expect(after([{ ...BUSY, units: 10, processed: 0.75 * FULL }], before).share).toBeCloseTo(1, 6);
  });

  test('is told by busy time without any work waiting, once utilization is known to mean that', () => {
    const busyTime = after([{ ...BUSY, processed: FULL / 2 }], settled);
    const faster = Array<WorkedPeriod>(3).fill({ ...IDLE, utilization: 0.5 });
    expect(after(faster, busyTime).share).toBeCloseTo(1, 6);
  });

  test('varies: a small difference is believed in part', () => {
    const { share } = after([{ ...BUSY, processed: 0.95 * FULL }], settled);
    expect(share).toBeGreaterThan(0.95);
    expect(share).toBeLessThan(1);
  });

  test('is what the settings say again after a day without work that waits', () => {
    const slow = after([{ ...BUSY, processed: FULL / 2, utilization: undefined }], settled);
    const quiet = Array<WorkedPeriod>(1440).fill({ ...IDLE, utilization: undefined });
    expect(after(quiet, slow).share).toBeGreaterThan(0.9);
  });

  test.each([0, 1e12])('stays possible when %d records are said to be processed', (processed) => {
    const { share } = after(Array<WorkedPeriod>(5).fill({ ...BUSY, processed }));
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThanOrEqual(50);
  });
});

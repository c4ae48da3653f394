import { monthlyCost, type Usage } from '../../../../lib/control/observing/monthly-cost';

const NOTHING: Usage = {
  days: 30,
  invocations: 0,
  lambdaMillis: 0,
  memoryMiB: 256,
  metricsAsked: 0,
  readUnits: 0,
  writeUnits: 0,
  queueCalls: 0,
  logBytes: 0,
  traces: 0,
  metricHours: 0,
};

describe('what a regulator costs in a month', () => {
  test.each([
    ['a million invocations', { invocations: 1e6 }, 0.2],
    ['a thousand GiB-seconds', { lambdaMillis: 4e6 }, 0.0133334],
    ['a thousand metrics asked for', { metricsAsked: 1_000 }, 0.01],
    ['a million reads', { readUnits: 1e6 }, 0.125],
    ['a million writes', { writeUnits: 1e6 }, 0.625],
    ['a million calls to a queue', { queueCalls: 1e6 }, 0.4],
    ['a gigabyte of log', { logBytes: 1e9 }, 0.5],
    ['a million traces', { traces: 1e6 }, 5],
    ['a custom metric all month', { metricHours: 730 }, 0.3],
  ])('%s', (_, used, dollars) => {
    expect(monthlyCost({ ...NOTHING, ...used }).total).toBeCloseTo(dollars, 6);
  });

  it('is thirty times that of a day', () => {
    const day = { ...NOTHING, days: 1, metricsAsked: 1_000, invocations: 1_440 };
    expect(monthlyCost(day).total).toBeCloseTo(30 * (0.01 + 1_440 * 0.2e-6), 6);
  });
});

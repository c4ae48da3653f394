import type { UnitRule } from './unit-rule';

/** As many units as the busiest minute takes, all the time: it knows the future, and does not use it. */
export function fixedPeak(arrivals: Float64Array, unitRate: number): UnitRule {
  const units = busiestMinute(arrivals) / 60 / unitRate;
  return { wanted: () => units };
}

function busiestMinute(arrivals: Float64Array): number {
  let sum = 0;
  let most = 0;
  arrivals.forEach((records, second) => {
    sum += records - (arrivals[second - 60] ?? 0);
    most = Math.max(most, sum);
  });
  return most;
}

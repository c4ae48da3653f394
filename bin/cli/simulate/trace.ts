import type { RatePoint } from '../../../lib/simulation/arrivals/rate-curve';
import { UsageError } from '../cli-error';

/** How many records came when. */
export interface Trace {
  /** In order, from second 0 on. */
  readonly points: readonly RatePoint[];
  readonly seconds: number;
  /** Milliseconds since the epoch of second 0, where the file tells. */
  readonly startedAt?: number;
  /** What was made of the file, in a sentence. */
  readonly reading: string;
}

/** Records in the period that begins at `at`, milliseconds since the epoch. */
export interface PeriodCount {
  readonly at: number;
  readonly records: number;
}

export const FORMATS =
  'a CSV file with the columns second,rate or timestamp,value, or the JSON of aws cloudwatch get-metric-data';

export function traceInvalid(what: string): UsageError {
  return new UsageError('TRACE_INVALID', `${what}; allowed: ${FORMATS}`, ['docs/cli.md#simulate shows the formats']);
}

/**
 * A trace of what was counted in each period. A period without a row had no records: CloudWatch leaves it out. The length of a
 * period is the smallest distance of two rows.
 */
export function traceOfCounts(counts: readonly PeriodCount[], source: string): Trace {
  const rows = [...counts].sort((a, b) => a.at - b.at);
  if (rows.length < 2) throw traceInvalid(`the trace has ${rows.length} rows, and the length of a period takes two`);
  const gaps = rows.slice(1).map(({ at }, index) => at - rows[index].at);
  const period = gaps.reduce((least, gap) => Math.min(least, gap)) / 1_000;
  if (period < 1) throw traceInvalid(`two rows are ${period} s apart, and they must be 1 s or more`);
  const startedAt = rows[0].at;
  const points: RatePoint[] = [];
  let end = 0;
  for (const { at, records } of rows) {
    const second = Math.round((at - startedAt) / 1_000);
    if (second > end) points.push({ second: end, rate: 0 }, { second: second - 1, rate: 0 });
    // The same rate at both ends: what was counted in a period comes in it.
    points.push({ second, rate: records / period }, { second: second + period - 1, rate: records / period });
    end = second + period;
  }
  return { points, seconds: Math.round(end), startedAt, reading: `${source}: counts of ${period} s each` };
}

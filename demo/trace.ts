import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TraceRow } from './warehouse';

export interface TimedRow extends TraceRow {
  /** Milliseconds after the first row of the trace. */
  readonly offset: number;
}

const FILE = join('demo', 'data', 'azure-llm-inference-conv.csv');

/** The recorded requests, in order of arrival. */
export function readTrace(rows: number): TimedRow[] {
  const [, ...lines] = readFileSync(FILE, 'utf8').trim().split(/\r?\n/);
  const start = arrivalOf(lines[0]);
  return lines.slice(0, rows).map((line, row) => {
    const [timestamp, contextTokens, generatedTokens] = line.split(',');
    return {
      row,
      timestamp,
      contextTokens: Number(contextTokens),
      generatedTokens: Number(generatedTokens),
      offset: arrivalOf(line) - start,
    };
  });
}

/** Rows that a careless consumer chokes on: a text where the number should be. */
export function poisonRows(count: number, after: number): TraceRow[] {
  return Array.from({ length: count }, (_, i) => ({
    row: after + i,
    timestamp: new Date(0).toISOString(),
    contextTokens: 1,
    generatedTokens: 'n/a',
  }));
}

/** Bad rows spread evenly among good ones, as they lie in real data; the first is a bad one. */
export function mixed<T>(good: readonly T[], bad: readonly T[]): T[] {
  const total = good.length + bad.length;
  let taken = 0;
  return Array.from({ length: total }, (_, i) => {
    const isDue = taken < Math.ceil(((i + 1) * bad.length) / total);
    return isDue ? bad[taken++] : good[i - taken];
  });
}

/** The rows one by one over so long. */
export function evenly(rows: readonly TimedRow[], millis: number): TimedRow[] {
  return rows.map((row, i) => ({ ...row, offset: (i * millis) / rows.length }));
}

function arrivalOf(line: string): number {
  return Date.parse(`${line.slice(0, 23).replace(' ', 'T')}Z`);
}

import type { RatePoint } from '../../../lib/simulation/arrivals/rate-curve';
import { type Trace, traceInvalid, traceOfCounts } from './trace';

/** Names of the columns, as they are exported in the wild. */
const SECOND = ['second', 'seconds', 'time_s'];
const RATE = ['rate', 'records_per_second'];
const TIMESTAMP = ['timestamp', 'time', 'datetime', 'date'];
const VALUE = ['value', 'records', 'count', 'sum', 'incomingrecords'];

/** A rate at each second, or a count of each period. */
export function readCsv(text: string): Trace {
  const lines = text.split(/\r?\n/);
  const header = fields(lines[0] ?? '').map((name) => name.toLowerCase());
  const column = (names: readonly string[]): number => header.findIndex((name) => names.includes(name));
  const rows = lines
    .map((line, index) => ({ cells: fields(line), line: index + 1 }))
    .slice(1)
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const [second, rate, timestamp, value] = [SECOND, RATE, TIMESTAMP, VALUE].map(column);
  const rated = second >= 0 && rate >= 0;
  if (!rated && (timestamp < 0 || value < 0)) {
    throw traceInvalid(`the first line is '${(lines[0] ?? '').slice(0, 60)}', which names no such columns`);
  }
  if (rows.length === 0) throw traceInvalid('the trace has no rows');
  if (rated) return traceOfRates(rows.map((row) => ({ second: seconds(row, second), rate: amount(row, rate) })));
  const counts = rows.map((row) => ({ at: instant(row, timestamp), records: amount(row, value) }));
  return traceOfCounts(counts, 'CSV');
}

interface Row {
  readonly cells: readonly string[];
  /** In the file, from 1 on. */
  readonly line: number;
}

function fields(line: string): string[] {
  return line.split(',').map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
}

function amount({ cells, line }: Row, column: number): number {
  const text = cells[column] ?? '';
  const value = text === '' ? NaN : Number(text);
  if (value >= 0 && Number.isFinite(value)) return value;
  throw traceInvalid(`line ${line} has '${text}' where a number from 0 up must be`);
}

function seconds({ cells, line }: Row, column: number): number {
  const text = cells[column] ?? '';
  const value = text === '' ? NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw traceInvalid(`line ${line} has '${text}' where a second must be`);
}

function instant({ cells, line }: Row, column: number): number {
  const at = instantOf(cells[column] ?? '');
  if (at !== undefined) return at;
  throw traceInvalid(`line ${line} has '${cells[column] ?? ''}' where an ISO time must be`);
}

/** An ISO time is UTC unless it says otherwise; a blank between date and time will do. */
export function instantOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const iso = text.replace(' ', 'T');
  const at = Date.parse(/T.*(Z|[+-]\d{2}:?\d{2})$/i.test(iso) ? iso : iso.includes('T') ? `${iso}Z` : iso);
  return Number.isNaN(at) ? undefined : at;
}

function traceOfRates(given: readonly RatePoint[]): Trace {
  if (given.length < 2) throw traceInvalid('the trace has one row, and its length takes two');
  const points = given.map(({ second, rate }) => ({ second: second - given[0].second, rate }));
  points.slice(1).forEach(({ second }, index) => {
    if (second > points[index].second) return;
    throw traceInvalid(`second ${given[index + 1].second} comes after ${given[index].second}, and seconds must rise`);
  });
  const gaps = points.slice(1).map(({ second }, index) => second - points[index].second);
  return {
    points,
    // The last rate lasts for the smallest distance of two rows: a curve's last point may be its end.
    seconds: Math.round(points[points.length - 1].second + gaps.reduce((least, gap) => Math.min(least, gap))),
    reading: 'CSV: a rate at each second, straight lines between them',
  };
}

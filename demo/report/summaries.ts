import type { ChartData } from './chart-data';
import { duration, grouped } from './format';
import { activity } from './shape';

/** Holes shorter than this, in seconds, do not end a phase. */
const BRIDGE = 3;

/** Each chart in words, for who cannot see it and who has no time to. */
export interface Summaries {
  readonly events: string;
  readonly throughput: string;
  readonly latency: string;
  readonly waiting: string;
  readonly capacity: string;
  readonly breaker: string;
  readonly spill: string;
  readonly quarantine: string;
}

export function summarise(data: ChartData): Summaries {
  return {
    events: events(data),
    throughput: throughput(data),
    latency: latency(data),
    waiting: depth(data, data.waiting, 'records'),
    capacity: capacity(data),
    breaker: breaker(data),
    spill: depth(data, data.spillDepth, 'objects'),
    quarantine: depth(data, data.quarantineDepth, 'objects'),
  };
}

function events({ acts, alarms, kills, end }: ChartData): string {
  const raised = alarms.filter(({ kind }) => kind === 'ALARM').length;
  const cleared = alarms.filter(({ kind }) => kind === 'OK').length;
  const killed = kills.length > 0 ? `; worker processes killed at ${kills.map(({ at }) => moment(at)).join(', ')}` : '';
  return `${acts.length} acts in ${duration(end * 1000)}; alarms raised: ${raised}, cleared: ${cleared}${killed}.`;
}

function throughput({ seconds, outcomes, rates, stacked }: ChartData): string {
  const total = stacked.at(-1) ?? [];
  const peak = Math.max(0, ...total);
  const phases = outcomes.slice(1).flatMap((outcome, index) => {
    const ranges = activity(seconds, rates[index + 1] ?? [], BRIDGE);
    return ranges.length > 0 ? [`${outcome} ${ranges.map(span).join(', ')}`] : [];
  });
  const rest = phases.length > 0 ? ` All delivered but for: ${phases.join('; ')}.` : ' All delivered.';
  return `Peak ${grouped(Math.round(peak))} records/s at ${moment(seconds[total.indexOf(peak)] ?? 0)}.${rest}`;
}

function latency({ seconds, latency: { p50, p99 } }: ChartData): string {
  const medians = p50.filter((value) => value !== null).sort((a, b) => a - b);
  const worst = Math.max(0, ...p99.map((value) => value ?? 0));
  if (medians.length === 0) return 'No record was committed.';
  const middle = duration(medians[Math.floor(medians.length / 2)]);
  return `Median p50 ${middle}; worst p99 ${duration(worst)} at ${moment(seconds[p99.indexOf(worst)] ?? 0)}. Gaps: nothing committed.`;
}

function capacity({ seconds, capacity, decisions }: ChartData): string {
  const values = capacity.filter((value) => value !== null);
  if (values.length === 0) return 'The mapping stated no number.';
  const peak = Math.max(...values);
  const reasons = [...new Set(decisions.map(({ label }) => label.slice(label.indexOf(' ') + 1)))].join(', ');
  const why = decisions.length > 0 ? ` ${decisions.length} changes by the regulator (${reasons}).` : ' Never changed.';
  return `From ${values[0]} to ${peak} at ${moment(seconds[capacity.indexOf(peak)] ?? 0)}; ${values.at(-1)} at the end.${why}`;
}

function breaker({ breaker: segments }: ChartData): string {
  const closed = segments.every(({ state }) => state === 'closed');
  if (closed) return 'Closed throughout.';
  const open = segments.filter(({ state }) => state === 'open');
  const sum = open.reduce((total, { from, to }) => total + to - from, 0);
  const first = open[0] ? `; first at ${moment(open[0].from)}` : '';
  return `Open for ${duration(sum * 1000)} in ${open.length} ${open.length === 1 ? 'stretch' : 'stretches'}${first}. At the end: ${segments.at(-1)?.state}.`;
}

function depth({ seconds }: ChartData, values: readonly number[], what: string): string {
  const peak = Math.max(0, ...values);
  if (peak === 0) return 'Empty throughout.';
  return `Peak ${grouped(peak)} ${what} at ${moment(seconds[values.indexOf(peak)] ?? 0)}; ${grouped(values.at(-1) ?? 0)} at the end.`;
}

function moment(seconds: number): string {
  return `${Math.round(seconds)} s`;
}

function span([from, to]: readonly [number, number]): string {
  return `${Math.floor(from)}–${Math.ceil(to)} s`;
}

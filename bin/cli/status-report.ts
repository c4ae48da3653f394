import { BreakerState, isOpen } from '../../lib/control/breaker';
import { FLOW, FlowCount } from './flow-metrics';
import { bytes, count, duration, plural } from './format';
import type { Depth } from './lake-survey';
import type { Paint, Tone } from './paint';
import type { PipelineStatus } from './pipeline-status';
import { Cell, fields, Row, table } from './table';

const UNKNOWN: Cell = { text: '?', tone: 'warn' };

/** A count above zero here is news. */
const TONES: Partial<Record<FlowCount, Tone>> = {
  diverted: 'warn',
  spilled: 'warn',
  quarantined: 'bad',
  leaked: 'bad',
  replayed: 'good',
};

/** The flow of all pipelines as one table, then what waits and what is wrong in each. */
export function statusReport(
  statuses: readonly PipelineStatus[],
  windowMillis: number,
  now: number,
  paint: Paint,
): string[] {
  const header = ['pipeline', ...FLOW, 'p50', 'p99'];
  return [
    paint('dim', `Records of the last ${duration(windowMillis)}; latency from event to commit`),
    '',
    ...table(header, statuses.map(flowRow), paint),
    ...statuses.flatMap((status) => [
      '',
      paint('strong', status.entry.pipeline),
      ...fields(partRows(status, now), paint),
    ]),
  ];
}

/** For programs; the same facts, and no words to parse. */
export function statusJson(
  statuses: readonly PipelineStatus[],
  window: { readonly from: number; readonly to: number },
): string {
  const from = new Date(window.from).toISOString();
  const to = new Date(window.to).toISOString();
  const rows = statuses.map((status) => ({ pipeline: status.entry.pipeline, from, to, ...facts(status) }));
  return JSON.stringify(rows, (_key, value: unknown) => value ?? null, 2);
}

/** Every name is there, also of what could not be read. */
function facts({ entry, figures, backlog, problems, alarms, ...parts }: PipelineStatus) {
  return {
    flow: figures?.flow,
    latencyMillis: figures && { p50: figures.p50Millis, p99: figures.p99Millis },
    source: { ...entry.source, backlog, iteratorAgeMillis: figures?.iteratorAgeMillis },
    deadLetters: parts.deadLetters,
    breakers: parts.breakers,
    spilled: parts.spilled,
    quarantined: parts.quarantined,
    damagedSightings: figures?.damagedSightings,
    replays: parts.replays,
    alarms: alarms?.map(({ name, reason }) => ({ name, reason })),
    problems: problems.map(({ code, message, remedies }) => ({ code, message, remedies })),
  };
}

function flowRow({ entry, figures }: PipelineStatus): Row {
  const counts = FLOW.map((name) => flowCell(name, figures?.flow[name]));
  return [
    { text: entry.pipeline, tone: 'strong' },
    ...counts,
    latency(figures?.p50Millis),
    latency(figures?.p99Millis),
  ];
}

function flowCell(name: FlowCount, value: number | undefined): Cell {
  if (value === undefined) return UNKNOWN;
  return value === 0
    ? { text: '0', tone: name === 'leaked' ? 'good' : 'dim' }
    : { text: count(value), tone: TONES[name] };
}

function latency(millis: number | undefined): Cell {
  return millis === undefined ? { text: '–', tone: 'dim' } : { text: duration(millis) };
}

function partRows(status: PipelineStatus, now: number): (readonly [string, Cell])[] {
  const { entry, breakers, replays, alarms } = status;
  return [
    [entry.source.kind === 'queue' ? 'queue' : 'stream', backlog(status)],
    ...(entry.deadLetterQueueUrl ? [['dead letters', deadLetters(status.deadLetters)] as const] : []),
    ['primary', breakers ? breaker(breakers.primary, now) : UNKNOWN],
    ['fallback', breakers ? breaker(breakers.fallback, now) : UNKNOWN],
    ['spilled', waiting(status.spilled, 'warn')],
    ['quarantined', waiting(status.quarantined, 'bad')],
    ...damaged(status.figures?.damagedSightings ?? 0),
    ...list('replay', replays, ({ name, prefix, reason, startedAt }) => ({
      text: `${name}: ${prefix} for ${duration(now - startedAt)}${reason ? ` (${reason})` : ''}`,
    })),
    ...list('alarm', alarms, ({ name, reason }) => ({ text: `${name}: ${reason}`, tone: 'bad' })),
  ];
}

function backlog({ entry, backlog: depth, figures }: PipelineStatus): Cell {
  if (entry.source.kind === 'queue') {
    if (!depth) return UNKNOWN;
    const delayed = depth.delayed > 0 ? `, ${count(depth.delayed)} delayed` : '';
    return { text: `${count(depth.visible)} waiting, ${count(depth.inFlight)} in flight${delayed}` };
  }
  const age = figures?.iteratorAgeMillis;
  if (age === undefined) return { text: 'no iterator age in this window', tone: 'dim' };
  return { text: `${duration(age)} behind` };
}

function deadLetters(value: number | undefined): Cell {
  if (value === undefined) return UNKNOWN;
  return value === 0 ? { text: 'none', tone: 'good' } : { text: plural(value, 'message'), tone: 'bad' };
}

function breaker(state: BreakerState, now: number): Cell {
  if (state.kind === 'closed') return { text: 'closed', tone: 'good' };
  const since = `for ${duration(now - state.since)}`;
  if (!isOpen(state)) return { text: `suspect ${since}`, tone: 'warn' };
  const probe = state.kind === 'open' ? `, ${probeText(state.probeAt - now)}` : ', a probe is under way';
  return { text: `OPEN ${since}${probe}`, tone: 'bad' };
}

function probeText(millis: number): string {
  return millis > 0 ? `next probe in ${duration(millis)}` : 'next call probes';
}

function waiting(depth: Depth | undefined, tone: Tone): Cell {
  if (!depth) return UNKNOWN;
  if (depth.objects === 0) return { text: 'nothing waits', tone: 'good' };
  const bound = depth.complete ? '' : 'more than ';
  return { text: `${bound}${plural(depth.objects, 'object')}, ${bytes(depth.bytes)}`, tone };
}

/** Nothing is said where none was met. */
function damaged(sightings: number): (readonly [string, Cell])[] {
  const text = `a replay met damaged objects ${plural(sightings, 'time')} and left them: its log names them`;
  return sightings > 0 ? [['damaged', { text, tone: 'bad' }]] : [];
}

/** One line an item, named once. */
function list<T>(name: string, items: readonly T[] | undefined, cell: (item: T) => Cell): (readonly [string, Cell])[] {
  if (!items) return [[`${name}s`, UNKNOWN]];
  if (items.length === 0) return [[`${name}s`, { text: 'none', tone: 'dim' }]];
  return items.map((item, index) => [index === 0 ? `${name}s` : '', cell(item)] as const);
}

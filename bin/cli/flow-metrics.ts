import type { DirectoryEntry } from '../../lib/contract/directory';
import { METRIC, NAMESPACE, PIPELINE_DIMENSION } from '../../lib/contract/metrics';
import type { MetricQuery } from './host';

/** Counts of the flow in the order in which they are shown. */
export const FLOW = [
  'received',
  'delivered',
  'diverted',
  'spilled',
  'quarantined',
  'returned',
  'leaked',
  'replayed',
] as const;

export type FlowCount = (typeof FLOW)[number];

export type Flow = Readonly<Record<FlowCount, number>>;

export interface FlowFigures {
  readonly flow: Flow;
  /** Milliseconds from event to commit; absent where nothing was committed. */
  readonly p50Millis?: number;
  readonly p99Millis?: number;
  /** How often a replay met a damaged object and left it as it is. */
  readonly damagedSightings: number;
  /** Milliseconds that the handler lags behind the stream; absent where it says nothing. */
  readonly iteratorAgeMillis?: number;
}

const MINUTE = 60_000;

/** CloudWatch answers with no more values a metric than this needs. */
const MOST_STEPS = 1_440;

/** Seconds of one value: whole minutes, so that old data is still there and one page holds the window. */
export function stepSeconds(windowMillis: number): number {
  return Math.max(1, Math.ceil(windowMillis / MINUTE / MOST_STEPS)) * 60;
}

/** Queries of one pipeline; `index` keeps the ids of several apart. */
export function flowQueries(entry: DirectoryEntry, index: number, windowMillis: number): MetricQuery[] {
  const own = { namespace: NAMESPACE, dimensions: { [PIPELINE_DIMENSION]: entry.pipeline } };
  const step = stepSeconds(windowMillis);
  const whole = Math.ceil(windowMillis / MINUTE) * 60;
  return [
    ...FLOW.map((name) => ({ ...own, id: id(name, index), metric: METRIC[name], stat: 'Sum', periodSeconds: step })),
    { ...own, id: id('damaged', index), metric: METRIC.damaged, stat: 'Sum', periodSeconds: step },
    // A percentile of the window cannot be put together from those of its minutes.
    { ...own, id: id('p50', index), metric: METRIC.latency, stat: 'p50', periodSeconds: whole },
    { ...own, id: id('p99', index), metric: METRIC.latency, stat: 'p99', periodSeconds: whole },
    ...(entry.source.kind === 'stream' ? [iteratorAge(entry, index, step)] : []),
  ];
}

export function readFigures(values: ReadonlyMap<string, readonly number[]>, index: number): FlowFigures {
  const of = (name: string) => values.get(id(name, index)) ?? [];
  const sum = (name: string) => of(name).reduce((total, value) => total + value, 0);
  return {
    flow: Object.fromEntries(FLOW.map((name) => [name, sum(name)])) as unknown as Flow,
    damagedSightings: sum('damaged'),
    // The window may be cut into two periods: the worse one is shown.
    p50Millis: worst(of('p50')),
    p99Millis: worst(of('p99')),
    iteratorAgeMillis: of('age').at(-1),
  };
}

function iteratorAge(entry: DirectoryEntry, index: number, step: number): MetricQuery {
  return {
    id: id('age', index),
    namespace: 'AWS/Lambda',
    metric: 'IteratorAge',
    dimensions: { FunctionName: entry.handlerName },
    stat: 'Maximum',
    periodSeconds: step,
  };
}

function id(name: string, index: number): string {
  return `${name}_${index}`;
}

function worst(values: readonly number[]): number | undefined {
  return values.length > 0 ? Math.max(...values) : undefined;
}

import type { RegulatedFlow, Signal } from '../../lib/contract/regulation';
import { inForceAt } from '../../lib/control/observing/capacity-history';
import { figuresAt, type Series, type Signs } from '../../lib/control/observing/figures';
import { metricDelay, openWindow, type Window } from '../../lib/control/observing/window';
import type { Gap, Observation } from '../../lib/control/regulation/observation';
import type { Capacity } from '../../lib/control/regulation/regulate';
import { type Gauge, UNLIMITED_CONCURRENCY } from './capacity';
import type { CapacityName, FlowRecord, Units } from './flow-record';
import type { MetricQuery, QueueDepth } from './host';
import type { Answer, Question } from './metric-round';

export type Seen = Observation<Capacity> | Gap;

/** All that is known of a flow now. */
export interface Evidence {
  readonly now: number;
  /** A glance sees too little to tell silence from missing metrics: what is in doubt waits for a look. */
  readonly due: 'glance' | 'look';
  readonly answer: Answer;
  readonly window: Window;
  readonly queue?: QueueDepth;
  readonly gauges: Readonly<Partial<Record<CapacityName, Gauge>>>;
}

/** Name of the heartbeat among a flow's metrics. */
const HEARTBEAT = '';

/** A period whose counts are in doubt is waited for, so many periods and no shorter than so long. */
const DOUBTFUL_PERIODS = 2;
const DOUBTFUL_SECONDS = 30;

/** The heartbeat, which tells silence from missing metrics, is one of AWS's: a minute long, and two minutes late. */
const HEARTBEAT_SECONDS = 180;

export function delayOf({ signals, metricDelaySeconds }: RegulatedFlow): number {
  return metricDelaySeconds ?? metricDelay(Object.values(signals).map(({ namespace }) => namespace));
}

/** What to ask of the signals named, or of all. */
export function questionOf(
  flow: RegulatedFlow,
  observedUntil: number | null,
  now: number,
  { only, heartbeat }: { readonly only?: readonly Signal[]; readonly heartbeat?: MetricQuery },
): Question {
  const { periodSeconds } = flow.planner;
  const window = openWindow(observedUntil, now, { periodSeconds, delaySeconds: delayOf(flow) });
  const queries: Record<string, MetricQuery> = {};
  if (window.from < window.to) {
    for (const [name, signal] of Object.entries(flow.signals)) {
      if (!only || only.includes(name as Signal)) queries[name] = { ...signal, period: periodSeconds };
    }
    if (heartbeat) queries[HEARTBEAT] = heartbeat;
  }
  return { queries, window };
}

/** The periods that can be told about, in order. Where one is in doubt and recent, it and all after it wait for the next time. */
export function observe(flow: RegulatedFlow, { inForce }: FlowRecord, evidence: Evidence): readonly Seen[] {
  const { periodSeconds } = flow.planner;
  const { from, to } = evidence.window;
  const series = seriesOf(flow, evidence.answer);
  const signs = signsOf(evidence);
  const settledBy = evidence.now - patienceWith(flow);
  const seen: Seen[] = [];
  for (let start = from; start < to; start += periodSeconds) {
    const time = start + periodSeconds;
    const { known: figures, settled } = figuresAt(start, series, signs);
    if (!settled && (evidence.due === 'glance' || time > settledBy)) break;
    const capacity = inForceAt(inForce, time) ?? {};
    seen.push(observation(flow, { time, figures, capacity }));
  }
  return withPresent(seen, evidence, inForce.at(-1)?.capacity ?? {});
}

/** Seconds after the end of a period until what is in doubt of it will not be known any more. */
function patienceWith(flow: RegulatedFlow): number {
  const { periodSeconds } = flow.planner;
  const late = delayOf(flow) + Math.max(DOUBTFUL_SECONDS, DOUBTFUL_PERIODS * periodSeconds);
  return flow.queueUrl === undefined ? Math.max(late, HEARTBEAT_SECONDS + DOUBTFUL_SECONDS) : late;
}

function seriesOf({ signals }: RegulatedFlow, answer: Answer): Partial<Record<Signal, Series>> {
  const asked = Object.entries(signals).filter(([name]) => answer[name] !== undefined);
  return Object.fromEntries(
    asked.map(([name, { namespace, statistic }]) => [name, { namespace, statistic, ...answer[name] }]),
  );
}

function signsOf({ answer, queue }: Evidence): Signs {
  const heartbeat = answer[HEARTBEAT];
  return {
    present: queue && queue.waiting + queue.hidden,
    heartbeat: heartbeat && { namespace: 'AWS/Lambda', statistic: 'Sum', ...heartbeat },
  };
}

interface Period {
  readonly time: number;
  readonly figures: Partial<Record<Signal, number>>;
  /** At the end of the period. */
  readonly capacity: Units;
}

function observation(flow: RegulatedFlow, { time, figures, capacity }: Period): Seen {
  if (Object.keys(figures).length === 0) return { time, missing: true };
  const { busyMillis, processed, utilization, ...others } = scaled(flow, figures);
  const worked = { processed, utilization: busyShare(flow, busyMillis, capacity) ?? utilization };
  // How many worked is not known of a mapping without a limit: what one can do is not to be learned from it.
  const known = capacity.workers === UNLIMITED_CONCURRENCY ? {} : worked;
  return { time, ...others, ...known, capacity: capacity as Capacity, pending: null };
}

/** Undefined where nothing tells how long workers were busy, or there were none. */
function busyShare({ planner }: RegulatedFlow, busyMillis: number | undefined, capacity: Units): number | undefined {
  const millis = planner.periodSeconds * 1_000 * concurrencyOf(capacity);
  return busyMillis === undefined || millis === 0 ? undefined : Math.min(1, busyMillis / millis);
}

function scaled({ signals }: RegulatedFlow, known: Partial<Record<Signal, number>>): Partial<Record<Signal, number>> {
  const figures = Object.entries(known) as [Signal, number][];
  return Object.fromEntries(figures.map(([name, figure]) => [name, figure * (signals[name]?.factor ?? 1)]));
}

function concurrencyOf({ workers = 1, shards = 1, parallelizationFactor = 1 }: Units): number {
  return workers * shards * parallelizationFactor;
}

/** What is to be in force soon. */
function pendingOf(capacity: Units, gauges: Evidence['gauges']): Partial<Capacity> | null {
  const changes = Object.entries(gauges).flatMap(([name, { target }]) =>
    target === undefined || target === capacity[name as CapacityName] ? [] : [[name, target] as const],
  );
  return changes.length === 0 ? null : Object.fromEntries(changes);
}

/**
 * The last period gets what is known of the present: what is in force and under way, so that no planner asks twice for what it
 * has, and what a queue says is waiting, also where nothing else is known.
 */
function withPresent(seen: readonly Seen[], { queue, gauges }: Evidence, capacity: Units): readonly Seen[] {
  const last = seen.at(-1);
  if (!last || ('missing' in last && queue === undefined)) return seen;
  const figures = 'missing' in last ? { time: last.time } : last;
  const backlog = queue === undefined ? {} : { backlog: queue.waiting };
  const present = { capacity: capacity as Capacity, pending: pendingOf(capacity, gauges) };
  return [...seen.slice(0, -1), { ...backlog, ...figures, ...present }];
}

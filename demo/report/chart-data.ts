import { OUTCOMES, type Outcome, type Segment, rates, segments, stack } from './shape';
import type { AlertMark, DecisionMark, Timeline } from './timeline';

/** What the page's script draws for one source; all times are seconds since the run began. */
export interface ChartData {
  readonly source: string;
  /** The end of the shared time axis: the last thing seen. */
  readonly end: number;
  readonly seconds: readonly number[];
  readonly outcomes: readonly Outcome[];
  readonly rates: readonly (readonly number[])[];
  readonly stacked: readonly (readonly number[])[];
  /** Milliseconds; null where nothing was committed. */
  readonly latency: Readonly<Record<'p50' | 'p90' | 'p99', readonly (number | null)[]>>;
  readonly breaker: readonly Segment[];
  /** Records sent that have no outcome yet. */
  readonly waiting: readonly number[];
  readonly spillDepth: readonly number[];
  readonly quarantineDepth: readonly number[];
  /** Batches at a time, as the mapping says; null where it states no number. */
  readonly capacity: readonly (number | null)[];
  readonly decisions: readonly DecisionLabel[];
  readonly acts: readonly { readonly at: number; readonly name: string }[];
  readonly alarms: readonly Mark[];
  readonly kills: readonly Mark[];
}

/** A change of the capacity, drawn over it. */
export interface DecisionLabel {
  readonly at: number;
  readonly raised: boolean;
  /** What changed into what, and the word for why. */
  readonly label: string;
}

export interface Mark {
  readonly at: number;
  readonly kind: AlertMark['state'] | 'KILL';
  /** An alarm's row in the list of alerts; a kill's count of busy workers. */
  readonly label: string;
}

export function chartData(timeline: Timeline): ChartData {
  const { samples, acts, alerts, decisions, kills } = timeline;
  const layers = OUTCOMES.map((outcome) => rates(samples, outcome));
  const latency = (rank: 'p50' | 'p90' | 'p99') => samples.map((sample) => sample.latency?.[rank] ?? null);
  const ends = [samples, acts, alerts, decisions, kills].flatMap((marks) => marks.map(({ at }) => at / 1000));
  return {
    source: timeline.source,
    end: Math.max(1, ...ends),
    seconds: samples.map(({ at }) => at / 1000),
    outcomes: OUTCOMES,
    rates: layers,
    stacked: stack(layers),
    latency: { p50: latency('p50'), p90: latency('p90'), p99: latency('p99') },
    breaker: segments(samples),
    waiting: samples.map((sample) =>
      Math.max(
        0,
        OUTCOMES.slice(0, -1).reduce((left, outcome) => left - sample[outcome], sample.sent),
      ),
    ),
    spillDepth: samples.map(({ spillDepth }) => spillDepth),
    quarantineDepth: samples.map(({ quarantineDepth }) => quarantineDepth),
    capacity: samples.map(({ capacity }) => capacity),
    decisions: inTime(decisions).map(decisionLabel),
    acts: inTime(acts).map(({ at, name }) => ({ at: at / 1000, name })),
    alarms: inTime(alerts).map(({ at, state }, index) => ({ at: at / 1000, kind: state, label: String(index + 1) })),
    kills: inTime(kills).map(({ at, busyWorkers }) => ({ at: at / 1000, kind: 'KILL', label: String(busyWorkers) })),
  };
}

/** The list of alerts is numbered in this same order. */
export function inTime<T extends { readonly at: number }>(marks: readonly T[]): T[] {
  return [...marks].sort((a, b) => a.at - b.at);
}

function decisionLabel({ at, from, to, reason }: DecisionMark): DecisionLabel {
  const change = from === undefined ? `${to}` : `${from}→${to}`;
  return { at: at / 1000, raised: from === undefined || to > from, label: `${change} ${reason}` };
}

import type { Window } from '../../lib/control/observing/window';
import { inParallel } from './in-parallel';
import { MAX_METRICS, type MetricFigures, type MetricQuery, type RegulatorHost } from './host';

/** Metrics that one flow wants to know, by name, in a stretch of time. */
export interface Question {
  readonly queries: Readonly<Record<string, MetricQuery>>;
  readonly window: Window;
}

export type Answer = Readonly<Record<string, MetricFigures>>;

/** CloudWatch takes 50 calls a second of an account; others want some, too. */
const CALLS_AT_A_TIME = 5;

const MINUTE = 60;

const NOTHING: MetricFigures = { points: new Map(), whole: false };

interface Asked {
  readonly query: MetricQuery;
  from: number;
  to: number;
  figures: MetricFigures;
}

/**
 * Asks for the metrics of all flows together: what several want once, and in as few calls as they go into. A call that fails
 * leaves its metrics unknown; `failures` says why.
 */
export async function askMetrics(
  host: RegulatorHost,
  questions: readonly Question[],
): Promise<{ readonly answers: readonly Answer[]; readonly failures: readonly string[] }> {
  const asked = new Map<string, Asked>();
  const named = questions.map(({ queries, window }) =>
    Object.entries(queries).map(([name, query]) => [name, note(asked, query, window)] as const),
  );
  // One call has one range: metrics of like ranges go together.
  const all = [...asked.values()].sort((a, b) => a.from - b.from);
  const calls = Array.from({ length: Math.ceil(all.length / MAX_METRICS) }, (_, i) =>
    all.slice(i * MAX_METRICS, (i + 1) * MAX_METRICS),
  );
  const failures = (await inParallel(calls, CALLS_AT_A_TIME, (call) => ask(host, call))).filter(
    (error) => error !== '',
  );
  const answers = named.map((one) => Object.fromEntries(one.map(([name, { figures }]) => [name, figures])));
  return { answers, failures };
}

function note(asked: Map<string, Asked>, query: MetricQuery, { from, to }: Window): Asked {
  const key = JSON.stringify([query.namespace, query.name, query.dimensions, query.statistic, query.period]);
  const known = asked.get(key);
  if (!known) {
    const fresh = { query, from, to, figures: NOTHING };
    asked.set(key, fresh);
    return fresh;
  }
  known.from = Math.min(known.from, from);
  known.to = Math.max(known.to, to);
  return known;
}

/** Fills in the figures of one call; says what went wrong, or nothing. */
async function ask(host: RegulatorHost, call: readonly Asked[]): Promise<string> {
  // Whole minutes: every period begins in one of them, and CloudWatch rounds to them anyway.
  const from = Math.floor(Math.min(...call.map((one) => one.from)) / MINUTE) * MINUTE;
  const to = Math.max(...call.map((one) => one.to));
  try {
    const queries = call.map(({ query }) => query);
    const figures = await host.metrics(queries, from, to);
    call.forEach((one, index) => (one.figures = figures[index] ?? NOTHING));
    return '';
  } catch (error) {
    return String(error);
  }
}

import { NAMESPACE, PIPELINE_DIMENSION } from '../../lib/contract/metrics';
import type { Knob, RegulatedFlow } from '../../lib/contract/regulation';
import {
  type JournalEntry,
  type JournalOutcome,
  KNOB_DIMENSION,
  REGULATION_METRIC,
  REGULATOR_DIMENSION,
} from '../../lib/contract/regulation-journal';
import type { Reason } from '../../lib/control/regulation/decision';
import type { Told } from './flow-record';
import type { RegulatorHost } from './host';
import type { Change } from './intend';

/** What there is to tell of a flow. */
export interface News {
  readonly reason: Reason;
  readonly detail: string;
  readonly outcome: JournalOutcome;
  readonly changes: readonly Change[];
  readonly error?: string;
  /** The mapping is disabled. */
  readonly disabled: boolean;
  /** Worth telling in any case: somebody else changed something, or a state was begun anew. */
  readonly notable: boolean;
}

/** What is to be remembered as told. */
export function toldBy({ reason, outcome, changes, disabled }: News): Told {
  const advice = outcome === 'advised' && Object.fromEntries(changes.map(({ name, to }) => [name, to]));
  return { reason, ...(advice && { advice }), ...(disabled && { disabled }) };
}

/** The same as at the tick before is not told again: a line a minute would cost more than the decisions. */
export function isNews(before: Told | null, news: News): boolean {
  if (news.outcome === 'set' || news.outcome === 'refused' || news.notable) return true;
  const told = toldBy(news);
  const advised = Object.entries(told.advice ?? {}).some(
    ([name, to]) => to !== before?.advice?.[name as Change['name']],
  );
  return told.reason !== before?.reason || told.disabled !== before?.disabled || advised;
}

export function journal(host: RegulatorHost, flow: RegulatedFlow, news: News): void {
  const { reason, detail, outcome, changes, error, disabled } = news;
  const now = host.clock.now();
  const entry: JournalEntry = {
    journal: 'regulation',
    flow: flow.flow,
    pipeline: flow.pipeline,
    time: new Date(now).toISOString(),
    mode: flow.mode,
    outcome,
    reason,
    detail,
    ...(changes.length > 0 && { changes: changes.map(({ knob, from, to }) => ({ knob: knob.kind, from, to })) }),
    ...(error !== undefined && { error }),
    ...(disabled && { mappingDisabled: true }),
  };
  host.emit(JSON.stringify(entry));
  if (outcome !== 'set' && outcome !== 'advised') return;
  for (const change of changes) host.emit(decidedRow(flow.pipeline, change, { now, reason }));
}

/** Dashboards draw the value that was decided; what was in force and the reason are there to be read. */
function decidedRow(
  pipeline: string,
  { knob, from, to }: Change,
  { now, reason }: { readonly now: number; readonly reason: Reason },
): string {
  const dimensions: Record<string, string> = {
    [PIPELINE_DIMENSION]: pipeline,
    [KNOB_DIMENSION]: knob.kind satisfies Knob['kind'],
  };
  return emf(now, dimensions, { [REGULATION_METRIC.decidedCapacity]: to }, { inForce: from, reason });
}

/** What is true of the whole regulator in this tick; nothing of a tick in which all is well. */
export function publish(
  host: RegulatorHost,
  regulator: string,
  { stuck, disabled }: { readonly stuck: number; readonly disabled: number },
): void {
  const values = {
    ...(stuck > 0 && { [REGULATION_METRIC.stuckFlows]: stuck }),
    ...(disabled > 0 && { [REGULATION_METRIC.disabledMappings]: disabled }),
  };
  if (Object.keys(values).length === 0) return;
  host.emit(emf(host.clock.now(), { [REGULATOR_DIMENSION]: regulator }, values));
}

function emf(
  now: number,
  dimensions: Readonly<Record<string, string>>,
  values: Readonly<Record<string, number>>,
  notes: object = {},
): string {
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: 'Count' }));
  const directive = { Namespace: NAMESPACE, Dimensions: [Object.keys(dimensions)], Metrics };
  return JSON.stringify({
    _aws: { Timestamp: now, CloudWatchMetrics: [directive] },
    ...dimensions,
    ...values,
    ...notes,
  });
}

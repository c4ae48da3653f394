import { attend } from '../../lib/control/observing/attention';
import type { Asked, CapacityName, FlowRecord } from './flow-record';
import type { Decided } from './decide';
import type { Change, Intent } from './intend';
import { type News, toldBy } from './journal';
import type { Seen } from './observe';
import { hasDisabledMapping, isLeftDisabled, type View } from './reading';
import type { Sight, Turn } from './turn';

/** All that came of a look or glance, before anything is done. */
export interface Findings {
  readonly view: View;
  readonly seen: readonly Seen[];
  readonly decided: Decided;
  readonly intent: Intent;
}

/** What to remember, to tell and to do. */
export interface Conclusion {
  readonly record: FlowRecord;
  readonly news: News;
  /** Values to set. */
  readonly changes: readonly Change[];
  /** Nothing could be decided. */
  readonly stuck: boolean;
}

export function conclude({ now }: Pick<Turn, 'now'>, sight: Sight, findings: Findings): Conclusion {
  const { view, seen, decided, intent } = findings;
  const news = newsOf(now, findings);
  const changes = intent.outcome === 'set' ? intent.changes : [];
  const stuck = decided.decision?.reason === 'blind' && !hasDisabledMapping(view.record);
  const impression = {
    due: sight.due,
    reason: decided.decision?.reason,
    unsettled: stuck || changes.length > 0 || isUnderway(view) || isInDoubt(sight, seen),
    arrivals: mostArrivals(seen),
    waiting: sight.queue?.waiting,
  };
  const record = {
    ...view.record,
    planner: intent.planner,
    observedUntil: seen.at(-1)?.time ?? unobservedFrom(now, sight),
    attention: attend(view.record.attention, impression, now, sight.flow.planner.periodSeconds),
    asked: { ...view.record.asked, ...askedBy(changes, now) },
    told: isWorthTelling(findings, news) ? toldBy(news) : view.record.told,
  };
  return { record, news, changes, stuck };
}

/** A period in doubt is the first of the next window, also where it was the first of all. */
function unobservedFrom(now: number, { stored, window }: Sight): number {
  const { observedUntil } = stored.record;
  return observedUntil !== null && observedUntil <= now ? observedUntil : window.from;
}

/** Without a decision there is nothing new, and until it is left disabled for good, a disabled mapping is no news. */
function isWorthTelling({ view, intent }: Findings, { disabled, notable }: News): boolean {
  if (hasDisabledMapping(view.record)) return disabled;
  return intent.reason !== undefined || notable;
}

function newsOf(now: number, { view, decided, intent }: Findings): News {
  const { record, remarks } = view;
  const disabled = isLeftDisabled(record, now);
  const restarted = decided.restarted === undefined ? [] : [`what was learned is lost: ${decided.restarted}`];
  const sentences = [...remarks, ...restarted, disabled ? 'the mapping is disabled' : intent.detail];
  return {
    reason: intent.reason ?? record.told?.reason ?? 'steady',
    detail: sentences.filter(Boolean).join('; '),
    outcome: intent.outcome,
    changes: intent.changes,
    disabled,
    notable: remarks.length + restarted.length > 0,
  };
}

function isUnderway({ reading }: View): boolean {
  return Object.values(reading.gauges).some(({ target }) => target !== undefined);
}

/** It was looked for, and nothing of it can be told yet. */
function isInDoubt({ due, window }: Sight, seen: readonly Seen[]): boolean {
  return due === 'look' && window.from < window.to && seen.length === 0;
}

/** Undefined where arrivals are not known of any period. */
function mostArrivals(seen: readonly Seen[]): number | undefined {
  const arrivals = seen.map((one) => ('missing' in one ? -1 : (one.arrivals ?? -1)));
  const most = Math.max(-1, ...arrivals);
  return most < 0 ? undefined : most;
}

function askedBy(changes: readonly Change[], now: number): Partial<Record<CapacityName, Asked>> {
  return Object.fromEntries(changes.map(({ name, from, to }) => [name, { from, to, at: now }]));
}

import { attend } from '../../lib/control/observing/attention';
import { act } from './act';
import { lastCapacity, readCapacity } from './capacity';
import { type Conclusion, conclude } from './conclude';
import { decide } from './decide';
import { intend } from './intend';
import { isNews, journal, type News, toldBy } from './journal';
import { observe, type Seen } from './observe';
import { hasDisabledMapping, isLeftDisabled, type View, withReading } from './reading';
import { NOTHING_DONE, type Outcome, type Sight, type Turn } from './turn';

/** From the evidence to the decision, and from there to the world. */
export async function regulateFlow(turn: Turn, sight: Sight): Promise<Outcome> {
  const view = await viewOf(turn, sight);
  if (view === undefined) return NOTHING_DONE;
  if (typeof view === 'string') return blind(turn, sight, view);
  const { flow, due } = sight;
  const seen = seenIn(turn, sight, view);
  const decided = decide(turn, flow, view.record.planner, seen);
  // Nothing is set by what was read some time ago: now it is read, or all of it waits for the next tick.
  if (!view.fresh && decided.decision?.command)
    return due === 'look' ? NOTHING_DONE : regulateFlow(turn, { ...sight, due: 'look' });
  const intent = intend(flow, decided, view.reading.gauges, turn.now);
  return carryOut(turn, sight, conclude(turn, sight, { view, seen, decided, intent }));
}

/** A glance takes what was read last. Undefined where nothing was ever, and a text where it cannot be. */
async function viewOf({ now, readings }: Turn, { flow, stored, due }: Sight): Promise<View | string | undefined> {
  const { record } = stored;
  if (due === 'glance' || !readings.take()) {
    const reading = lastCapacity(record);
    return record.inForce.length === 0 ? undefined : { record, reading, remarks: [], fresh: false };
  }
  try {
    return withReading(flow, record, await readCapacity(readings.host, flow, record, now), now);
  } catch (error) {
    return `what is in force cannot be read: ${String(error)}`;
  }
}

function seenIn(
  { now }: Turn,
  { flow, due, answer, window, queue }: Sight,
  { record, reading }: View,
): readonly Seen[] {
  const seen = observe(flow, record, { now, due, answer, window, queue, gauges: reading.gauges });
  // Of a flow that stands still nothing can be learned.
  return hasDisabledMapping(record) ? seen.map(({ time }) => ({ time, missing: true })) : seen;
}

/** The record is written before anything is set: who loses the race for it sets nothing. */
async function carryOut(turn: Turn, { flow, stored }: Sight, conclusion: Conclusion): Promise<Outcome> {
  const { host, now, store } = turn;
  const { changes, news, record, stuck } = conclusion;
  const written = await store.write(flow, record, stored.version);
  if (!written) return NOTHING_DONE;
  let refused = false;
  if (changes.length > 0) refused = await act(turn, flow, written, news);
  else if (record.told !== stored.record.told && isNews(stored.record.told, news)) journal(host, flow, news);
  const pressed = record.attention.pressedUntil > now;
  return { stuck: stuck || refused, disabled: isLeftDisabled(record, now), pressed };
}

/** Nothing changes; the flow is looked at again in a minute. */
async function blind({ host, store, now }: Turn, { flow, stored, due }: Sight, detail: string): Promise<Outcome> {
  const { record, version } = stored;
  const news: News = { reason: 'blind', detail, outcome: 'kept', changes: [], disabled: false, notable: false };
  const impression = { due, reason: 'blind', unsettled: true } as const;
  const attention = attend(record.attention, impression, now, flow.planner.periodSeconds);
  const written = await store.write(flow, { ...record, attention, told: toldBy(news) }, version);
  if (!written) return NOTHING_DONE;
  if (isNews(record.told, news)) journal(host, flow, news);
  return { stuck: true, disabled: false, pressed: true };
}

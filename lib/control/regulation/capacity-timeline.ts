/** Units in force from a time on. */
export interface Landing {
  readonly at: number;
  readonly units: number;
}

/** What is in force, first, and what is on its way, by time. Plain JSON. */
export type Timeline = readonly Landing[];

/** How long it takes to see, and to act. */
export interface Delays {
  /** From the end of a period until it is observed. */
  readonly metricSeconds: number;
  readonly actuationSeconds: number;
}

/** What an observation says of the capacity. */
export interface SeenUnits {
  /** End of the period. */
  readonly time: number;
  readonly units: number;
  /** Null where none is under way, undefined where it is not told. */
  readonly pending: number | null | undefined;
}

/** More commands under way than this are not told apart. */
const MOST_LANDINGS = 12;

/**
 * The timeline at an observation. What is in force is told as of the period's end by some, as of now by others: it is
 * better known from what was commanded, unless what is told contradicts it.
 */
export function seenAt(timeline: Timeline, { time, units, pending }: SeenUnits, delays: Delays): Timeline {
  const now = time + delays.metricSeconds;
  const known = since(timeline, time);
  const last = known.at(-1);
  const isLost = pending === null && last && last.units > units && time > last.at - delays.actuationSeconds;
  if (!isLost && known.some((landing) => landing.at <= now && landing.units === units)) return known;
  const inForce = { at: time, units };
  if (pending === undefined || pending === null || pending === units) return [inForce];
  return [
    inForce,
    {
      at: pending < units ? now : now + delays.actuationSeconds,
      units: pending,
    },
  ];
}

/** The timeline once `units` are commanded: more arrive after the actuation, fewer leave at once. */
export function commanded(timeline: Timeline, units: number, now: number, actuationSeconds: number): Timeline {
  const last = timeline.at(-1)?.units ?? units;
  if (units > last) return bounded([...timeline, { at: now + actuationSeconds, units }]);
  const past = timeline.filter(({ at }) => at <= now);
  const present = {
    at: now,
    units: Math.min(past.at(-1)?.units ?? units, units),
  };
  const ahead = timeline.filter(({ at }) => at > now).map((each) => ({ ...each, units: Math.min(each.units, units) }));
  return bounded([...past, present, ...ahead]);
}

/** What will be in force once all that is under way has landed. */
export function unitsAsked(timeline: Timeline): number | undefined {
  return timeline.at(-1)?.units;
}

/** Records waiting at `until`, of those that wait at `from` and those that come; rates in records a second. */
export function waitingAt(
  timeline: Timeline,
  flow: {
    readonly waiting: number;
    readonly arriving: number;
    readonly ofUnit: number;
  },
  span: { readonly from: number; readonly until: number },
): number {
  let records = flow.waiting;
  for (const [each, { at, units }] of timeline.entries()) {
    const start = each === 0 ? span.from : Math.max(span.from, at);
    const end = Math.min(span.until, timeline[each + 1]?.at ?? span.until);
    if (end > start) records = Math.max(0, records + (flow.arriving - units * flow.ofUnit) * (end - start));
  }
  return records;
}

/** Without what was over before `time`. */
function since(timeline: Timeline, time: number): Timeline {
  const past = timeline.filter(({ at }) => at <= time).length;
  return past <= 1 ? timeline : timeline.slice(past - 1);
}

function bounded(timeline: Timeline): Timeline {
  return timeline.length <= MOST_LANDINGS ? timeline : [timeline[0], ...timeline.slice(2)];
}

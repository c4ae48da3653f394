import { type Gap, isGap, type Observation, type StreamCapacity, type WorkersCapacity } from './observation';

/** Above this a figure is no count of records any more, but a defect of who reported it. */
const LARGEST_FIGURE = 1e12;

/** A metric may be stamped by a clock that is ahead of ours by so much. */
const CLOCK_SKEW_SECONDS = 60;

/** Metrics are a minute or two late; older than this they say nothing of now. */
const STALE_SECONDS = 900;

/** Without one of these there is nothing to decide on. */
const FLOW = ['arrivals', 'processed', 'backlog'] as const;

const FIGURES = [...FLOW, 'oldestAgeSeconds', 'utilization', 'errors', 'throttles'] as const;

/** An observation that can be true as a whole, or why none of it is used: whoever reports one impossible figure may be wrong in others. */
export type Trusted<Capacity> = { readonly observation: Observation<Capacity> } | { readonly untrusted: string };

/**
 * @param after end of the period seen before, in seconds
 * @param now seconds, on the same clock
 */
export function trusted<Capacity extends WorkersCapacity | StreamCapacity>(
  seen: Observation<Capacity> | Gap,
  after: number | null,
  now: number,
): Trusted<Capacity> {
  const untimely = whyUntimely(seen.time, after, now);
  if (untimely) return { untrusted: untimely };
  if (isGap(seen)) return { untrusted: 'there are no metrics' };
  const capacity = Object.entries(seen.capacity).find(([, units]) => !isUnits(units));
  if (capacity) return { untrusted: `${capacity[0]} in force is ${String(capacity[1])}` };
  const known = FIGURES.filter((figure) => isKnown(seen[figure]));
  const impossible = known.find((figure) => !isFigure(seen[figure]));
  if (impossible) return { untrusted: `${impossible} is ${String(seen[impossible])}` };
  if (!FLOW.some((figure) => known.includes(figure))) {
    return { untrusted: `none of ${FLOW.join(', ')} is known` };
  }
  const figures = Object.fromEntries(known.map((figure) => [figure, seen[figure]]));
  return { observation: { time: seen.time, capacity: seen.capacity, pending: seen.pending, ...figures } };
}

function whyUntimely(time: number, after: number | null, now: number): string | undefined {
  if (!Number.isFinite(time)) return `its time is ${time}`;
  if (time > now + CLOCK_SKEW_SECONDS) return `it is ${time - now} s ahead of the clock`;
  if (time < now - STALE_SECONDS) return `it is ${now - time} s old`;
  return after !== null && time <= after ? 'it is not newer than the one before' : undefined;
}

/** JSON has no undefined: who writes null does not know either. */
function isKnown(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isFigure(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= LARGEST_FIGURE;
}

/** Zero units are possible where a mapping is paused; what cannot be is a fraction of a unit. */
function isUnits(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= LARGEST_FIGURE;
}

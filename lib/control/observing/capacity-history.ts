/** What is in force since when, in seconds; oldest first. */
export type CapacityHistory<Capacity> = readonly { readonly since: number; readonly capacity: Capacity }[];

/** No observation looks further back. */
const KEPT_SECONDS = 1_800;

/** The history after `capacity` was found in force. */
export function noted<Capacity extends object>(
  history: CapacityHistory<Capacity>,
  capacity: Capacity,
  now: number,
): CapacityHistory<Capacity> {
  const past = history.filter(({ since }) => since <= now);
  const last = past.at(-1);
  if (last && isSame(last.capacity, capacity)) return past.length === history.length ? history : past;
  const needed = past.filter((_, index) => (past[index + 1]?.since ?? now) > now - KEPT_SECONDS);
  return [...needed, { since: now, capacity }];
}

/** What was in force at a time; before all that is known, the first of it. */
export function inForceAt<Capacity>(history: CapacityHistory<Capacity>, time: number): Capacity | undefined {
  const before = history.filter(({ since }) => since <= time);
  return (before.at(-1) ?? history[0])?.capacity;
}

function isSame(one: object, other: object): boolean {
  return Object.entries(one).every(([name, value]) => (other as Record<string, unknown>)[name] === value);
}

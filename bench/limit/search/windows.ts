import { CUT, FAR, type Means, opened, queueOf, type Search } from './search-state';

/** A level is raised where less than this share of the wanted waiting shows. */
const RAISE = 0.5;

/** A probe goes to this share of what the target seems to take. */
const BELOW = 0.85;

/** The next probe comes when this one has cost a hundredth. */
const PROBE_COST = 100;

/** Growth of the level where it does not pay, or is not known to. */
const LEAST_STEP = 0.05;

/** Windows without waiting before a level is raised that had to be lowered. */
const REST = 6;

/** The least share of the level that must be in use for it to be raised. */
const USED = 0.8;

/** Standard errors that tell a new base from the old one: a faster one; a slower one, which a probe has to confirm. */
const SURE = 3;
const LIKELY = 1.5;

/** Windows like the last as which the base counts at most; calls as which the first spread counts. */
const MEMORY = 6;
const PRIOR = 50;

/** The slope of the time over the calls at a time, in logarithms, below which fewer calls are not faster: they do not wait. */
const FLAT = 0.3;

/** What a full window shows. */
export function judged(search: Search, now: number, most: number): Search {
  const { calls, refused, times, inFlight } = search.window;
  if (calls < 2)
    return refused > 0 ? at({ ...search, step: LEAST_STEP, isProbe: false }, search.level / 2, now, most) : search;
  const seen = { inFlight: inFlight / calls, time: times / calls };
  return search.isProbe ? probed(search, seen, now, most) : weighed(search, seen, now, most);
}

/** Goes below the capacity, as it seems, to see how long a call takes that does not wait. */
export function probe(search: Search, now: number, most: number): Search {
  const { base, before } = search;
  const level = (BELOW * before.inFlight * base) / Math.max(base, before.time);
  return at({ ...search, isProbe: true, isCut: false, step: LEAST_STEP }, level, now, most);
}

function weighed(search: Search, seen: Means, now: number, most: number): Search {
  const { level, concurrency, window } = search;
  const next = { ...(isAlone(search, seen.time) ? withBase(search, seen.time) : search), before: seen };
  const { base, step, isCut, rest } = next;
  const queue = queueOf(next.spread);
  const ratio = seen.time / base;
  if (window.refused > 0) return at(lowered(next), Math.min(level, Math.ceil(seen.inFlight)), now, most);
  if (concurrency > 1 && ratio > 1 + CUT * queue) {
    // A second cut in a row: perhaps it is not the calls that wait.
    if (step === 1 || isCut || ratio > 1 + FAR * queue) return probe(lowered(next), now, most);
    return at({ ...lowered(next), isCut: true }, (seen.inFlight * (1 + queue)) / ratio, now, most);
  }
  const again = opened(window.since);
  if (ratio > 1 + RAISE * queue || seen.inFlight < USED * concurrency)
    return { ...next, step: LEAST_STEP, isCut: false, window: again };
  if (rest > 0) return { ...next, rest: rest - 1, isCut: false, window: again };
  return at(
    { ...next, step: Math.min(1, step * 2), isCut: false },
    Math.max(level * (1 + step), concurrency + 1),
    now,
    most,
  );
}

/** The time is one of calls that do not wait: there is but one, or they are faster than was known. */
function isAlone({ concurrency, base, spread, weight, window: { calls } }: Search, time: number): boolean {
  const noise = Math.sqrt(spread * (1 / calls + 1 / Math.max(1, weight)));
  return concurrency === 1 || base === 0 || time < base * (1 - SURE * noise);
}

function lowered(search: Search): Search {
  return { ...search, step: LEAST_STEP, isCut: false, rest: REST };
}

/** What a probe shows: the base, and by it the capacity. */
function probed(search: Search, seen: Means, now: number, most: number): Search {
  const { base, concurrency, spread, before, window } = search;
  const { inFlight, time } = seen;
  const slope = Math.log(before.time / time) / Math.log(Math.max(1.01, before.inFlight / inFlight));
  const isFlat = Math.abs(slope) < FLAT;
  const isLate = time > base * (1 + CUT * queueOf(spread));
  if (isLate && concurrency > 1 && !isFlat) return probe({ ...search, before: seen }, now, most);
  const isSlower = isFlat && time > base * (1 + LIKELY * Math.sqrt(spread / window.calls));
  const next = withBase(isSlower ? { ...search, base: 0 } : search, time);
  const capacity = before.inFlight * Math.min(1, next.base / before.time);
  const cost = (now - window.since) * Math.max(0.1, 1 - concurrency / capacity);
  const period = 2 ** Math.ceil(Math.log2(Math.max(1, PROBE_COST * cost)));
  const probeAt = (Math.floor(now / period) + 1) * period;
  return at({ ...next, isProbe: false, probeAt }, capacity * (1 + queueOf(next.spread)), now, most);
}

function withBase(search: Search, time: number): Search {
  const { base, weight, window } = search;
  const { calls, squares } = window;
  const variance = Math.max(0, squares / calls / time ** 2 - 1);
  const spread = search.spread + ((Math.min(4, variance) - search.spread) * calls) / (calls + PRIOR);
  const off = time - base;
  const noise = base * Math.sqrt(spread * (1 / calls + 1 / Math.max(1, weight)));
  if (base === 0 || off < -SURE * noise) return { ...search, spread, base: time, weight: calls };
  const total = Math.min(weight + calls, MEMORY * calls);
  return { ...search, spread, base: base + (off * calls) / total, weight: total };
}

function at(search: Search, wanted: number, now: number, most: number): Search {
  const level = Math.max(1, Math.min(most, wanted));
  return { ...search, level, concurrency: Math.floor(level), window: opened(now) };
}

import { CUT, FAR, queueOf, type Search, type Window } from './search-state';
import { judged, probe } from './windows';

/** A call, as the search sees it. */
export interface TimedCall {
  /** When it began and ended, in milliseconds. */
  readonly start: number;
  readonly now: number;
  /** How long it took, beside others of as many records: any unit. */
  readonly time: number;
  readonly inFlight: number;
  readonly overloaded: boolean;
}

/** Calls of a window at least, and variance of its mean at most: rougher while the level is still doubled. */
const FEWEST = 6;
const VARIANCE = 0.02;
const FIRST_VARIANCE = 0.1;

/** Standard errors that a surprise is off. */
const SURE = 3;

/** A pause of the target counts as no more than so many times the base. */
const MOST = 10;

/** Times the deviation of a call: until then after a change of the level, too many of the calls that ended are short ones. */
const WARM_UP = 4;

/** True where a call took so long that fewer at a time may be faster. */
export function isCrowded({ concurrency, base, spread }: Search, time: number): boolean {
  return concurrency > 1 && time > base * (1 + CUT * queueOf(spread));
}

/** What is known after a call. */
export function nextSearch(search: Search, call: TimedCall, most: number): Search {
  const { base, spread, window: w, level, step } = search;
  const { start, now, time } = call;
  const unit = (now - start) / time || 1;
  if (start < w.since || now < w.since + WARM_UP * Math.min(1, Math.sqrt(spread)) * base * unit) return search;
  const window = withCall(w, call, base);
  const next = { ...search, window };
  const enough = Math.max(level, FEWEST, spread / (step < 1 ? VARIANCE : FIRST_VARIANCE));
  if (window.calls + window.refused >= enough || isFarOff(next)) return judged(next, now, most);
  return isProbeDue(next, now) ? probe(next, now, most) : next;
}

/** A call that was refused at once says nothing of how long calls take. */
function withCall(window: Window, { time, inFlight, overloaded }: TimedCall, base: number): Window {
  if (overloaded && (base === 0 || time < base)) return { ...window, refused: window.refused + 1 };
  const counted = base > 0 ? Math.min(time, MOST * base) : time;
  return {
    ...window,
    calls: window.calls + 1,
    times: window.times + counted,
    squares: window.squares + counted * counted,
    inFlight: window.inFlight + inFlight,
  };
}

/** So many calls of a window are so late that the rest need not be waited for. */
function isFarOff({ isProbe, base, spread, window: { calls, times } }: Search): boolean {
  if (isProbe || base === 0 || calls < Math.max(3, 20 * spread)) return false;
  return times / calls / base - SURE * Math.sqrt(spread / calls) > 1 + FAR * queueOf(spread);
}

/** Probes follow the clock, so that those of several environments fall together and see the target without each other. */
function isProbeDue({ isProbe, step, concurrency, probeAt, before }: Search, now: number): boolean {
  return !isProbe && step < 1 && now >= probeAt && concurrency > 1 && before.inFlight > 0.8 * concurrency;
}

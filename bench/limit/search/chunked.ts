import type { Limit, LimitBounds } from '../../../lib/control/limit';
import type { SeenCall } from '../../../lib/simulation/target/environment';
import { isCrowded, nextSearch } from './search';
import { initialSearch, type Search } from './search-state';

/** Records a call and calls at a time, found apart. */
export interface FoundLimit extends Limit {
  readonly search: Search;
}

/** Begin with the largest chunk, one call at a time. */
export function initialFound({ maxChunk }: LimitBounds): FoundLimit {
  return { chunk: maxChunk, concurrency: 1, search: initialSearch };
}

/** The limit after a call. */
export function nextFound({ chunk, search }: FoundLimit, call: SeenCall, bounds: LimitBounds): FoundLimit {
  // Of two calls with as many records each, the one with more takes longer: its root halves the difference, whatever a record costs.
  const { records, millis, now, inFlight, overloaded } = call;
  const time = millis / Math.sqrt(records);
  const next = nextSearch(search, { start: now - millis, now, time, inFlight, overloaded }, bounds.maxConcurrency);
  // Fewer calls at a time come first: they cost the target most.
  const size = isCrowded(search, time) ? chunk : nextChunk(chunk, call, bounds);
  return { chunk: size, concurrency: next.concurrency, search: next };
}

/** Clipper's rule, with a cut that knows how late the call was. */
function nextChunk(chunk: number, { records, millis, overloaded }: SeenCall, bounds: LimitBounds): number {
  const { maxChunk, objectiveMillis } = bounds;
  if (overloaded) return Math.max(1, Math.floor(chunk / 2));
  if (millis > objectiveMillis) return Math.max(1, Math.floor(chunk * Math.max(0.5, (0.9 * objectiveMillis) / millis)));
  // A call that was not full says nothing of a larger one.
  if (records < chunk) return chunk;
  return Math.min(maxChunk, chunk + Math.ceil(chunk / (millis < objectiveMillis / 2 ? 4 : 500)));
}

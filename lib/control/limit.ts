/**
 * How much to hand a target at a time: records a call (`chunk`) and calls at a time (`concurrency`).
 * Additive increase while calls succeed within the latency objective, multiplicative decrease on overload (AIMD).
 */
export interface Limit {
  readonly chunk: number;
  readonly concurrency: number;
}

export interface LimitBounds {
  readonly maxChunk: number;
  readonly maxConcurrency: number;
  /** A call slower than this is a sign of pressure. */
  readonly objectiveMillis: number;
}

export interface CallObservation {
  readonly records: number;
  readonly millis: number;
  /** The target timed out or asked for less. */
  readonly overloaded: boolean;
}

/** Begin with the largest chunk, one call at a time. */
export function initialLimit(bounds: LimitBounds): Limit {
  return { chunk: bounds.maxChunk, concurrency: 1 };
}

/** The limit after a call; the same object where nothing changes. */
export function nextLimit(limit: Limit, call: CallObservation, bounds: LimitBounds): Limit {
  const { chunk, concurrency } = limit;
  const { maxChunk, maxConcurrency, objectiveMillis } = bounds;
  if (call.overloaded) return decreased(limit);
  if (call.millis > objectiveMillis) return concurrency > 1 ? { chunk, concurrency: concurrency - 1 } : limit;
  if (call.records < chunk || (chunk === maxChunk && concurrency === maxConcurrency)) return limit;
  return {
    chunk: Math.min(maxChunk, chunk + Math.max(1, Math.ceil(maxChunk / 10))),
    concurrency: Math.min(maxConcurrency, concurrency + 1),
  };
}

/** Halve the concurrency first: it costs the target most; then the chunk. */
function decreased({ chunk, concurrency }: Limit): Limit {
  return concurrency > 1
    ? { chunk, concurrency: Math.floor(concurrency / 2) }
    : { chunk: Math.max(1, Math.floor(chunk / 2)), concurrency };
}

/** What a plant and its metrics are like in a run; seconds. */
export interface Situation {
  readonly periodSeconds: number;
  /** An observation reaches the controller this long after its period ended. */
  readonly metricDelaySeconds: number;
  readonly actuationSeconds: number;
  /** Processing stands still for so long when a parallelization factor lands. */
  readonly pauseSeconds: number;
  readonly reshardSeconds: number;
  /** From a second on, every unit works at a share of its rate. */
  readonly slowdown?: { readonly atSecond: number; readonly factor: number };
  /** A stretch in which no observation comes. */
  readonly blind?: { readonly fromSecond: number; readonly toSecond: number };
  /** What the busiest shard gets, as a multiple of the mean: it is full before the stream is. */
  readonly hotShard: number;
  /** Capacity and pending change are reported as of the period's end (true) or as of now (false). */
  readonly delayedCapacity: boolean;
  /** Utilization is told by what units are said to work off (true), or by how long they were busy (false). */
  readonly nominalUtilization: boolean;
}

/** Metrics each minute, a minute late; a minute until a command is in force. */
export const BASE: Situation = {
  periodSeconds: 60,
  metricDelaySeconds: 60,
  actuationSeconds: 60,
  pauseSeconds: 0,
  reshardSeconds: 60,
  hotShard: 1,
  delayedCapacity: false,
  nominalUtilization: false,
};

/** The situations that a controller should survive, for a run of this length. */
export function variantOf(name: string, runSeconds: number): Situation {
  const middle = Math.floor(runSeconds / 2);
  switch (name) {
    case 'base':
      return BASE;
    case 'fresh':
      return { ...BASE, periodSeconds: 10, metricDelaySeconds: 0 };
    case 'slow':
      return { ...BASE, actuationSeconds: 180, reshardSeconds: 300 };
    case 'shift':
      return { ...BASE, slowdown: { atSecond: middle, factor: 0.5 } };
    case 'outage':
      return { ...BASE, blind: { fromSecond: middle, toSecond: middle + 900 } };
    case 'hot':
      return { ...BASE, hotShard: 1.3 };
    case 'pause':
      return { ...BASE, pauseSeconds: 10 };
    default:
      throw new RangeError(`variant must be base, fresh, slow, shift, outage, hot or pause, got '${name}'`);
  }
}

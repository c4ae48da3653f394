import { HAIR } from './front';
import type { Load } from './load';
import type { Slot } from './slots';

/** What a capacity does; records a second. */
export interface Service {
  readonly processes: number;
  /** What shards accept; infinite where there are none. */
  readonly accepts: number;
  /** Whole number of cost units a second. */
  readonly cost: number;
}

/**
 * What one capacity makes of any backlog over a slot, in closed form. Records pass two fluid queues, at the producers and
 * at the consumers, so the backlog after a slot is the largest of three: what was there and came, less what could be
 * processed; what was at the producers and came, less what could be accepted and processed; and what waits at the end of a
 * slot that began with nothing.
 */
export interface Outcome {
  readonly cost: number;
  readonly backlogChange: number;
  readonly queueToBacklog: number;
  readonly leastBacklog: number;
  readonly queueChange: number;
  readonly leastQueue: number;
  /** Seconds late whatever was there before. */
  readonly lateAnyway: number;
  /** Backlog, and queue, at the slot's start above which another second is late. */
  readonly backlogLimit: number;
  readonly queueLimit: number;
  /** The same for each of the seconds. */
  readonly limits?: Limits;
}

export interface Limits {
  readonly backlog: Float64Array;
  readonly queue: Float64Array;
}

/** @param mayBeLate whether it is to be told how many seconds are late */
export function outcomeOf(load: Load, { from, to }: Slot, service: Service, mayBeLate: boolean): Outcome {
  const { processes, accepts } = service;
  const { arrivedBefore, paceBefore } = load;
  const limits = { backlog: new Float64Array(to - from), queue: new Float64Array(to - from) };
  let came = 0;
  let processed = 0;
  /** The most that gets through both queues in these seconds of what waited at the producers. */
  let through = Infinity;
  let queue = 0;
  let backlog = 0;
  let lateAnyway = 0;
  for (let t = from; t < to; t += 1) {
    const arrivals = arrivedBefore[t + 1] - arrivedBefore[t];
    const able = processes * (paceBefore[t + 1] - paceBefore[t]);
    came += arrivals;
    processed += able;
    through = Math.min(through + able, accepts * (t + 1 - from));
    queue = Math.max(0, queue + arrivals - accepts);
    backlog = Math.max(queue, backlog + arrivals - able);
    const allowed = load.mayWait(t + 1) + HAIR;
    const late = backlog > allowed;
    if (late) lateAnyway += 1;
    // A second that is late anyway is not to be counted again.
    limits.backlog[t - from] = late ? Infinity : allowed - came + processed;
    limits.queue[t - from] = late ? Infinity : allowed - came + through;
  }
  return {
    cost: service.cost * (to - from),
    backlogChange: came - processed,
    queueToBacklog: came - through,
    leastBacklog: backlog,
    queueChange: came - accepts * (to - from),
    leastQueue: queue,
    lateAnyway,
    backlogLimit: least(limits.backlog),
    queueLimit: least(limits.queue),
    ...(mayBeLate && { limits }),
  };
}

function least(values: Float64Array): number {
  let result = Infinity;
  for (const value of values) if (value < result) result = value;
  return result;
}

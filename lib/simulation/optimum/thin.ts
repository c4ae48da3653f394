import { Front } from './front';

/** Above this size a front is thinned out to one plan a cell. */
const LIMIT = 32;

const BACKLOG_CELLS = 8;
const QUEUE_CELLS = 4;

/**
 * How a front is held small. `cheapest` keeps of similar plans the cheapest one: what it ends with is a plan that can be
 * carried out, so its cost is no less than the optimum's. `bound` replaces similar plans by one that is as cheap as the
 * cheapest and as far as the furthest of them: what it ends with costs no more than the optimum.
 */
export type Thinning = 'cheapest' | 'bound';

export function thinned(front: Front, thinning: Thinning): Front {
  if (front.size <= LIMIT) return front;
  const { keys, backlogs, queues } = front;
  const most = Math.max(...backlogs);
  const places = new Map<number, number>();
  const kept: { key: number; backlog: number; queue: number }[] = [];
  for (let index = 0; index < front.size; index += 1) {
    const cell = cellOf(backlogs[index] / most, queues[index] / most);
    const place = places.get(cell);
    if (place === undefined) {
      places.set(cell, kept.length);
      kept.push({ key: keys[index], backlog: backlogs[index], queue: queues[index] });
    } else if (thinning === 'bound') {
      kept[place].backlog = Math.min(kept[place].backlog, backlogs[index]);
      kept[place].queue = Math.min(kept[place].queue, queues[index]);
    }
  }
  const thin = new Front();
  for (const { key, backlog, queue } of kept) thin.push(key, backlog, queue);
  return thin;
}

/** By shares of the largest backlog; an empty queue is a cell of its own. */
function cellOf(backlog: number, queue: number): number {
  const row = queue <= 0 ? 0 : 1 + Math.floor(queue * QUEUE_CELLS);
  return row * (BACKLOG_CELLS + 1) + Math.floor(backlog * BACKLOG_CELLS);
}

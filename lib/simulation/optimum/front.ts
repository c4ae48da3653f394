/** Keys of plans are lexicographic: a second late outweighs any cost. Both are whole numbers, so that sums stay exact. */
export const LATE_SECOND = 1e10;

/** Share of a record by which sums of fractions may be off. */
export const HAIR = 1e-6;

/**
 * The plans that are worth keeping in one state: none is as dear as another and further behind in everything. By rising
 * key, each with the records that wait in all, and of those the ones that no shard has accepted yet.
 */
export class Front {
  readonly keys: number[] = [];
  readonly backlogs: number[] = [];
  readonly queues: number[] = [];

  /** Least backlog of the plans with nothing at the producers; most plans are such, and this one covers them all. */
  private driest = Infinity;

  get size(): number {
    return this.keys.length;
  }

  /** Adds a plan that is not cheaper than the ones before; left out where one of those is as good. */
  push(key: number, backlog: number, queued: number): void {
    if (this.covers(backlog, queued)) return;
    if (queued <= 0) this.driest = backlog;
    const last = this.size - 1;
    const instead = this.keys[last] === key && this.backlogs[last] >= backlog && this.queues[last] >= queued;
    const at = instead ? last : last + 1;
    this.keys[at] = key;
    this.backlogs[at] = backlog;
    this.queues[at] = queued;
  }

  take(from: Front, index: number): void {
    this.push(from.keys[index], from.backlogs[index], from.queues[index]);
  }

  covers(backlog: number, queued: number): boolean {
    if (this.driest <= backlog + HAIR) return true;
    if (queued <= 0) return false;
    for (let other = this.size - 1; other >= 0; other -= 1) {
      if (this.backlogs[other] <= backlog + HAIR && this.queues[other] <= queued + HAIR) return true;
    }
    return false;
  }
}

/** All plans of both that are worth keeping. */
export function merge(left: Front, right: Front): Front {
  if (left.size === 0) return right;
  if (right.size === 0) return left;
  const merged = new Front();
  let l = 0;
  let r = 0;
  while (l < left.size || r < right.size) {
    const takeLeft = r >= right.size || (l < left.size && left.keys[l] <= right.keys[r]);
    if (takeLeft) merged.take(left, l++);
    else merged.take(right, r++);
  }
  return merged;
}

/** The plans of a front that none of another front is as good as. */
export function without(front: Front, better: Front): Front {
  if (front.size === 0 || better.size === 0) return front;
  const left = new Front();
  const known = new Front();
  let next = 0;
  for (let index = 0; index < front.size; index += 1) {
    for (; next < better.size && better.keys[next] <= front.keys[index]; next += 1) known.take(better, next);
    if (!known.covers(front.backlogs[index], front.queues[index])) left.take(front, index);
  }
  return left;
}

import type { Random } from '../random';

interface Sleeper {
  readonly at: number;
  /** Drawn by chance: of what is due at the same moment, the lowest goes first. */
  readonly turn: number;
  readonly wake: () => void;
}

/**
 * Virtual time, and the only source of it. Whatever takes time sleeps here; one sleeper is woken at a time, and runs until it
 * sleeps again. Of those that are due at the same moment chance picks the next, so that one seed is one interleaving.
 */
export class Scheduler {
  private time: number;
  private readonly heap: Sleeper[] = [];

  /** @param start milliseconds since the epoch */
  constructor(
    start: number,
    private readonly random: Random,
  ) {
    this.time = start;
  }

  /** Milliseconds since the epoch. */
  public now(): number {
    return this.time;
  }

  public sleep(millis: number): Promise<void> {
    return new Promise((wake) => {
      push(this.heap, { at: this.time + Math.max(0, millis), turn: this.random.next(), wake });
    });
  }

  /** Wakes one after the other until the next is due after `end`; it is `end` then. */
  public async runUntil(end: number): Promise<void> {
    for (await settled(); this.heap.length > 0 && this.heap[0].at <= end; await settled()) {
      const { at, wake } = pop(this.heap);
      this.time = at;
      wake();
    }
    this.time = end;
  }
}

/** Everything that can go on without time passing has gone on: promises are worked off before the event loop turns. */
function settled(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

function isBefore(a: Sleeper, b: Sleeper): boolean {
  return a.at < b.at || (a.at === b.at && a.turn < b.turn);
}

function push(heap: Sleeper[], sleeper: Sleeper): void {
  let child = heap.push(sleeper) - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!isBefore(sleeper, heap[parent])) break;
    heap[child] = heap[parent];
    child = parent;
  }
  heap[child] = sleeper;
}

function pop(heap: Sleeper[]): Sleeper {
  const first = heap[0];
  const last = heap.pop()!;
  if (heap.length === 0) return first;
  let parent = 0;
  for (;;) {
    let child = 2 * parent + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child += 1;
    if (!isBefore(heap[child], last)) break;
    heap[parent] = heap[child];
    parent = child;
  }
  heap[parent] = last;
  return first;
}

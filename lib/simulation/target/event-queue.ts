/** What happens at its time. */
export type Happening = () => void;

interface Event {
  readonly time: number;
  /** Of two events at one time the earlier planned comes first: the same seed gives the same run. */
  readonly order: number;
  readonly happening: Happening;
}

/** A virtual clock in milliseconds, and what is to happen: a binary heap. */
export class EventQueue {
  now = 0;
  readonly #heap: Event[] = [];
  #planned = 0;

  after(millis: number, happening: Happening): void {
    this.#push({ time: this.now + millis, order: this.#planned++, happening });
  }

  /** Lets everything happen that is due until then. */
  runUntil(end: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.time <= end; next = this.#heap[0]) {
      this.#removeFirst();
      this.now = next.time;
      next.happening();
    }
    this.now = end;
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let hole = heap.length;
    heap.push(event);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!isBefore(event, heap[parent])) break;
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = event;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let hole = 0;
    for (let child = 1; child < heap.length; child = 2 * hole + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child += 1;
      if (!isBefore(heap[child], last)) break;
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = last;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.time < other.time || (one.time === other.time && one.order < other.order);
}

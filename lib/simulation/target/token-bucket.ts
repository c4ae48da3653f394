import type { Course } from './target-model';

/** Admits so many calls a second; what is saved up is no more than the bucket holds. */
export class TokenBucket {
  #tokens: number;
  #filledAt = 0;

  constructor(
    private readonly perSecond: Course,
    private readonly size: number,
  ) {
    this.#tokens = size;
  }

  /** False where none is left. */
  take(now: number): boolean {
    const grown = (this.perSecond(now) * (now - this.#filledAt)) / 1_000;
    this.#tokens = Math.min(this.size, this.#tokens + grown);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

import type { Limiter, SeenCall } from '../../../lib/simulation/target/environment';

/**
 * Clipper's adaptive batching (Crankshaw et al., NSDI 2017, 4.3.1), one call at a time: the batch grows by a fixed amount until a
 * call takes longer than the objective, then shrinks by a tenth.
 */
export class Clipper implements Limiter {
  readonly concurrency = 1;
  #batch = 1;

  constructor(
    private readonly objectiveMillis: number,
    private readonly most: number,
  ) {}

  get chunk(): number {
    return Math.floor(this.#batch);
  }

  seen({ millis, overloaded }: SeenCall): void {
    const next = overloaded || millis > this.objectiveMillis ? this.#batch * 0.9 : this.#batch + 1;
    this.#batch = Math.max(1, Math.min(this.most, next));
  }
}

import type { Random } from '../random';
import { noiseFactor } from './noise';
import type { TargetModel } from './target-model';

/** Times at which all work stands still. */
export class Pauses {
  #start: number;

  constructor(
    private readonly settings: NonNullable<TargetModel['pauses']>,
    private readonly random: Random,
  ) {
    this.#start = this.#next(0);
  }

  /** How long so much work takes that begins now, with the pauses it meets. */
  stretched(now: number, millis: number): number {
    const { lastMillis } = this.settings;
    while (this.#start + lastMillis <= now) this.#start = this.#next(this.#start + lastMillis);
    // Only the pause at hand is known; a later one that the work may meet is drawn when work begins near it.
    if (now + millis <= this.#start) return millis;
    return millis + this.#start + lastMillis - Math.max(now, this.#start);
  }

  #next(from: number): number {
    return from + this.settings.everyMillis * noiseFactor({ kind: 'exponential' }, this.random);
  }
}

import type { Random } from '../../../lib/simulation/random';
import { Algorithm, Bounds, clamp, Sample } from './algorithm';

const SMOOTHING = 0.2;
const TOLERANCE = 2;
const BACKOFF = 0.9;
const PROBE_INTERVAL = 1_000;

/**
 * GradientLimit with its defaults: initial limit 50; limit × (tolerance 2 × least time / time, between 0.5 and 1) + a queue of the
 * limit's root, at least 4; decreases smoothed by 0.2; a drop takes a tenth; every 1,000 to 2,000 samples the least time is
 * measured anew from a limit of the queue alone.
 */
export class NetflixGradient implements Algorithm {
  #estimate: number;
  #least = 0;
  #untilProbe: number;

  constructor(
    private readonly bounds: Bounds,
    private readonly random: Random,
  ) {
    this.#estimate = clamp(50, bounds);
    this.#untilProbe = this.#nextProbe();
  }

  get limit(): number {
    return Math.floor(this.#estimate);
  }

  sample({ rtt, inFlight, dropped }: Sample): void {
    const { bounds } = this;
    const estimate = this.#estimate;
    const queue = Math.max(4, Math.floor(Math.sqrt(Math.floor(estimate))));
    if (this.#untilProbe-- <= 0) {
      this.#untilProbe = this.#nextProbe();
      this.#estimate = clamp(queue, bounds);
      this.#least = 0;
      return;
    }
    if (this.#least === 0 || rtt < this.#least) this.#least = rtt;
    if (!dropped && inFlight < estimate / 2) return;
    const gradient = Math.max(0.5, Math.min(1, (TOLERANCE * this.#least) / rtt));
    let next = dropped ? estimate * BACKOFF : estimate * gradient + queue;
    if (next < estimate) next = estimate * (1 - SMOOTHING) + next * SMOOTHING;
    this.#estimate = clamp(Math.max(queue, next), bounds);
  }

  #nextProbe(): number {
    return PROBE_INTERVAL + Math.floor(this.random.next() * PROBE_INTERVAL);
  }
}

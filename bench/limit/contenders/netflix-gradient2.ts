import { Algorithm, Bounds, clamp, Sample } from './algorithm';

const SMOOTHING = 0.2;
const TOLERANCE = 1.5;
const QUEUE = 4;
const WINDOW = 600;
const WARM_UP = 10;

/**
 * Gradient2Limit with its defaults: initial limit 20; limit × (tolerance 1.5 × long average / time, between 0.5 and 1) + a queue of 4,
 * smoothed by 0.2; the long average is exponential over 600 samples after 10 plain ones, and shrinks by 5 % a sample
 * while it is more than twice the time. It takes no notice of drops.
 */
export class NetflixGradient2 implements Algorithm {
  #estimate: number;
  #average = 0;
  #samples = 0;

  constructor(private readonly bounds: Bounds) {
    this.#estimate = clamp(20, bounds);
  }

  get limit(): number {
    return Math.floor(this.#estimate);
  }

  sample({ rtt, inFlight }: Sample): void {
    const estimate = this.#estimate;
    const average = this.#add(rtt);
    if (average / rtt > 2) this.#average *= 0.95;
    if (inFlight < estimate / 2) return;
    const gradient = Math.max(0.5, Math.min(1, (TOLERANCE * average) / rtt));
    const next = estimate * gradient + QUEUE;
    this.#estimate = clamp(estimate * (1 - SMOOTHING) + next * SMOOTHING, this.bounds);
  }

  #add(rtt: number): number {
    this.#samples = Math.min(WARM_UP + 1, this.#samples + 1);
    const weight = this.#samples <= WARM_UP ? 1 / this.#samples : 2 / (WINDOW + 1);
    return (this.#average += (rtt - this.#average) * weight);
  }
}

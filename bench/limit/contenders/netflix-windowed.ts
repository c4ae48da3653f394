import type { Algorithm, Sample } from './algorithm';

const WINDOW_MILLIS = 1_000;
const LEAST_SAMPLES = 10;
const LEAST_RTT_MILLIS = 0.1;

/**
 * WindowedLimit with its defaults: hands the algorithm one sample a second, if there were 10: the average time, the most calls
 * under way, and whether any was dropped.
 */
export class NetflixWindowed implements Algorithm {
  #until = 0;
  #count = 0;
  #sum = 0;
  #most = 0;
  #dropped = false;

  constructor(
    private readonly inner: Algorithm,
    private readonly now: () => number,
  ) {}

  get limit(): number {
    return this.inner.limit;
  }

  sample({ rtt, inFlight, dropped }: Sample): void {
    if (rtt < LEAST_RTT_MILLIS) return;
    this.#count += 1;
    this.#sum += rtt;
    this.#most = Math.max(this.#most, inFlight);
    this.#dropped ||= dropped;
    if (this.now() <= this.#until) return;
    const window = { rtt: this.#sum / this.#count, inFlight: this.#most, dropped: this.#dropped };
    const isReady = this.#count >= LEAST_SAMPLES;
    this.#until = this.now() + WINDOW_MILLIS;
    [this.#count, this.#sum, this.#most, this.#dropped] = [0, 0, 0, false];
    if (isReady) this.inner.sample(window);
  }
}

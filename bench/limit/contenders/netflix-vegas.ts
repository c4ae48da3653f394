import type { Random } from '../../../lib/simulation/random';
import { Algorithm, Bounds, clamp, Sample } from './algorithm';

/** The library's `log10` of a limit: whole, at least 1. */
function log10(limit: number): number {
  return Math.max(1, Math.floor(Math.log10(limit)));
}

/**
 * VegasLimit with its defaults: initial limit 20; queue = limit × (1 − least time / time); alpha = 3 log10, beta = 6 log10,
 * threshold = log10, steps of log10 (beta below the threshold); no smoothing; the least time is measured anew every
 * 30 × limit samples, times a chance of 0.5 to 1.
 */
export class NetflixVegas implements Algorithm {
  #estimate: number;
  #least = 0;
  #samples = 0;
  #jitter: number;

  constructor(
    private readonly bounds: Bounds,
    private readonly random: Random,
  ) {
    this.#estimate = clamp(20, bounds);
    this.#jitter = this.#nextJitter();
  }

  get limit(): number {
    return Math.floor(this.#estimate);
  }

  sample({ rtt, inFlight, dropped }: Sample): void {
    this.#samples += 1;
    if (this.#samples >= this.#jitter * 30 * this.#estimate) {
      this.#jitter = this.#nextJitter();
      this.#samples = 0;
      this.#least = rtt;
      return;
    }
    if (this.#least === 0 || rtt < this.#least) {
      this.#least = rtt;
      return;
    }
    this.#estimate = clamp(this.#next(rtt, inFlight, dropped), this.bounds);
  }

  #next(rtt: number, inFlight: number, dropped: boolean): number {
    const estimate = this.#estimate;
    const step = log10(Math.floor(estimate));
    if (dropped) return estimate - step;
    if (inFlight * 2 < estimate) return estimate;
    const queue = Math.ceil(estimate * (1 - this.#least / rtt));
    if (queue <= step) return estimate + 6 * step;
    if (queue < 3 * step) return estimate + step;
    return queue > 6 * step ? estimate - step : estimate;
  }

  #nextJitter(): number {
    return 0.5 + this.random.next() / 2;
  }
}

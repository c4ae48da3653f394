import { Algorithm, Bounds, clamp, Sample } from './algorithm';

const TIMEOUT_MILLIS = 5_000;
const BACKOFF = 0.9;

/** AIMDLimit with its defaults: initial limit 20; a drop, or a call above 5 s, takes a tenth; any other call at half the limit or more adds 1. */
export class NetflixAimd implements Algorithm {
  limit: number;

  constructor(private readonly bounds: Bounds) {
    this.limit = clamp(20, bounds);
  }

  sample({ rtt, inFlight, dropped }: Sample): void {
    if (dropped || rtt > TIMEOUT_MILLIS) this.limit = Math.floor(this.limit * BACKOFF);
    else if (inFlight * 2 >= this.limit) this.limit += 1;
    this.limit = clamp(this.limit, this.bounds);
  }
}

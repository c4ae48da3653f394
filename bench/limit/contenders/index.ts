import type { Limiter } from '../../../lib/simulation/target/environment';
import { seededRandom } from '../../../lib/simulation/random';
import type { Contender } from '../trial';
import type { Algorithm, Bounds } from './algorithm';
import { NetflixAimd } from './netflix-aimd';
import { NetflixGradient } from './netflix-gradient';
import { NetflixGradient2 } from './netflix-gradient2';
import { NetflixVegas } from './netflix-vegas';
import { NetflixWindowed } from './netflix-windowed';

/** Hands an algorithm the calls of an environment; whole calls, so the chunk is as large as may be. */
function asLimiter(algorithm: Algorithm, chunk: number): Limiter {
  return {
    get concurrency(): number {
      return algorithm.limit;
    },
    chunk,
    seen({ millis, inFlight, overloaded }): void {
      // The library refuses times that are not above zero.
      algorithm.sample({ rtt: Math.max(0.001, millis), inFlight, dropped: overloaded });
    },
  };
}

type Create = (bounds: Bounds, random: ReturnType<typeof seededRandom>) => Algorithm;

function netflix(create: Create, isWindowed: boolean): Contender {
  return ({ bounds, knowing }, clock, seed) => {
    const inner = create({ least: 1, most: bounds.maxConcurrency }, seededRandom(seed));
    return asLimiter(isWindowed ? new NetflixWindowed(inner, clock) : inner, knowing(0).chunk);
  };
}

const ALGORITHMS: Readonly<Record<string, Create>> = {
  Vegas: (bounds, random) => new NetflixVegas(bounds, random),
  Gradient: (bounds, random) => new NetflixGradient(bounds, random),
  Gradient2: (bounds) => new NetflixGradient2(bounds),
  AIMD: (bounds) => new NetflixAimd(bounds),
};

/** Each algorithm in both forms that the library's documentation shows: sample by sample, and by windows of a second. */
export const NETFLIX: Readonly<Record<string, Contender>> = Object.fromEntries(
  Object.entries(ALGORITHMS).flatMap(([name, create]) => [
    [name, netflix(create, false)],
    [`${name} windowed`, netflix(create, true)],
  ]),
);

/** Seeded randomness: the same seed gives the same run. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Mean 0, deviation 1. */
  normal(): number;
  /** How many events of a Poisson process with this mean. */
  poisson(mean: number): number;
}

/** Above this mean a normal approximation is good to a thousandth, and costs the same for any mean. */
const LARGE_MEAN = 50;

/** Mulberry32: 32 bits of state, good enough for load, not for secrets. */
export function seededRandom(seed: number): Random {
  let word = seed >>> 0;
  const next = (): number => {
    word = (word + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(word ^ (word >>> 15), word | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return { next, normal, poisson: (mean) => poisson(mean, next, normal) };
}

function poisson(mean: number, next: () => number, normal: () => number): number {
  if (mean <= 0) return 0;
  if (mean > LARGE_MEAN) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
  const limit = Math.exp(-mean);
  let events = 0;
  for (let product = next(); product > limit; product *= next()) events += 1;
  return events;
}

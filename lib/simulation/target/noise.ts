import type { Random } from '../random';

/** How the time of service varies: a factor of mean 1. */
export type Noise =
  | { readonly kind: 'none' }
  | { readonly kind: 'exponential' }
  /** `sigma`: standard deviation of the logarithm. */
  | { readonly kind: 'lognormal'; readonly sigma: number };

export function noiseFactor(noise: Noise, random: Random): number {
  switch (noise.kind) {
    case 'none':
      return 1;
    case 'exponential':
      return -Math.log(1 - random.next());
    case 'lognormal':
      return Math.exp(noise.sigma * random.normal() - noise.sigma ** 2 / 2);
  }
}

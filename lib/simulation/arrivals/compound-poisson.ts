import type { Random } from '../random';

/**
 * Records in each second: they come in groups of `burstGroup`, and the groups at random. The larger the group, the
 * noisier the load at the same rate.
 */
export function compoundPoisson(rates: Float64Array, burstGroup: number, random: Random): Float64Array {
  return rates.map((rate) => burstGroup * random.poisson(rate / burstGroup));
}

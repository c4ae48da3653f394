import type { CallOutcome } from '../../lib/control/detection/health';
import type { Random } from '../../lib/simulation/random';

/** What the calls of a target come to, one after the other. */
export type Flow = () => CallOutcome;

const USUAL_MILLIS = 100;
const USUAL_SIGMA = 0.3;

/** A share of the calls fails, each independent of the others. */
export function failing(share: number, random: Random): Flow {
  return () => ({ failed: random.next() < share, millis: USUAL_MILLIS, records: 1 });
}

/** Calls that are taken, and take so long at the median, with lognormal noise. */
export function taking(medianMillis: number, random: Random, sigma = USUAL_SIGMA): Flow {
  return () => timed(medianMillis * Math.exp(sigma * random.normal()));
}

/** Nothing changes, or so slowly that it is no brown-out. */
export const CALM: Readonly<Record<string, (random: Random) => Flow>> = {
  'lognormal, σ 0.3': (random) => taking(USUAL_MILLIS, random),
  'lognormal, σ 1': (random) => taking(USUAL_MILLIS, random, 1),
  'Pareto, α 1.5': (random) => () => timed(USUAL_MILLIS * (1 - random.next()) ** (-1 / 1.5)),
  '5 % take ten times as long': (random) => {
    const usual = taking(USUAL_MILLIS, random);
    return () => timed(usual().millis * (random.next() < 0.05 ? 10 : 1));
  },
  'each like the one before (0.5)': (random) => {
    let off = 0;
    return () => timed(USUAL_MILLIS * Math.exp((off = 0.5 * off + USUAL_SIGMA * Math.sqrt(0.75) * random.normal())));
  },
  'a day of ×2 and back, in 20,000': drifting(20_000, 2),
  'a day of ×4 and back, in 100,000': drifting(100_000, 4),
};

function drifting(calls: number, factor: number): (random: Random) => Flow {
  return (random) => {
    let call = 0;
    return () => {
      const slow = (Math.log(factor) / 2) * Math.sin((2 * Math.PI * call++) / calls);
      return timed(USUAL_MILLIS * Math.exp(slow + USUAL_SIGMA * random.normal()));
    };
  };
}

function timed(millis: number): CallOutcome {
  return { failed: false, millis, records: 1 };
}

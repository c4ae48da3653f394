import type { Parameters } from 'fast-check';

/** A longer search, on demand: `PROPERTY_RUNS=50 PROPERTY_SEED=random npx jest test/lambda`. */
const FACTOR = Number(process.env.PROPERTY_RUNS ?? 1);
const SEED = process.env.PROPERTY_SEED ?? '20261124';

jest.setTimeout(60_000 * Math.max(1, FACTOR));

/** So many cases of a property: the same ones every time, so that a build fails for a change and not by chance. */
export function runs<T = unknown>(count: number): Parameters<T> {
  return { numRuns: Math.ceil(count * FACTOR), seed: SEED === 'random' ? Date.now() : Number(SEED) };
}

import type { Operation } from '../../lib/simulation/data-plane/network';
import { type Random, seededRandom } from '../../lib/simulation/random';
import { THREW } from './consumer';
import { CALM, oneOf, type Plan, type SourceKind } from './plan';

/** A kind of trouble, drawn anew with each seed. */
export interface Scenario {
  readonly name: string;
  readonly plan: (seed: number) => Plan;
}

export const ANY: readonly SourceKind[] = ['queue', 'fifo', 'stream'];
export const QUEUES: readonly SourceKind[] = ['queue', 'fifo'];
export const STATE: readonly Operation[] = ['dynamodb.get', 'dynamodb.put'];
export const LAKE: readonly Operation[] = ['s3.put', 's3.get', 's3.list', 's3.delete'];
export const BOTH: readonly Operation[] = ['target.primary', 'target.fallback'];

/** A plan of which the scenario says what matters to it; chance says the rest. */
export function scenario(
  name: string,
  sources: readonly SourceKind[],
  plan: (random: Random) => Partial<Plan>,
): Scenario {
  return {
    name,
    plan(seed) {
      const random = seededRandom(seed ^ 0x9e3779b9);
      const source = oneOf(random, sources);
      const onPoison = oneOf(random, ['throws', 'names', 'stops', 'rejects'] as const);
      const drawn = plan(random);
      return {
        ...CALM,
        source,
        fallback: random.next() < 0.5,
        archive: random.next() < 0.7,
        maxRecords: oneOf(random, [3, 10, 10_000]),
        ...drawn,
        primary: { onPoison, ...drawn.primary },
      };
    },
  };
}

export const CODES = ['ServiceUnavailable', 'ThrottlingException', THREW];

/**
 * The breaker's promise: what is under way when a target dies may fail (the failover's environments and the replay's ten, eight
 * calls each at most), then four and log2 of the environments, and a probe of one record at each end of a pause, of which the
 * first is ten seconds and each twice the last.
 */
export function mostFailedCalls(environments: number, millis: number): number {
  const probes = Math.ceil(Math.log2(millis / 10_000 + 1));
  return 8 * environments + 4 + Math.ceil(Math.log2(environments + 10)) + probes;
}

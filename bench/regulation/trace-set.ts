import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compoundPoisson } from '../../lib/simulation/arrivals/compound-poisson';
import { rateEachSecond, type RatePoint } from '../../lib/simulation/arrivals/rate-curve';
import { seededRandom } from '../../lib/simulation/random';

/** One line of a trace folder's manifest.json. */
export interface Trace {
  readonly name: string;
  readonly kind: 'workers' | 'stream';
  readonly class: 'smooth' | 'bursty';
  readonly file: string;
  /** Records a second for each unit of the curve's rate. */
  readonly scale: number;
  readonly durationSeconds: number;
  /** Records that come at the same time. */
  readonly burstGroup: number;
  readonly recordsPerUnitPerSecond: number;
  /** Most workers or shards. */
  readonly max: number;
  /** Situations to try besides the base one. */
  readonly variants: readonly string[];
}

/** The traces of a folder; undefined where there are none. */
export function readTraces(folder: string): Trace[] | undefined {
  const manifest = join(folder, 'manifest.json');
  return existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')) as Trace[]) : undefined;
}

/** A made-up load, worked off by what the recorded traces are worked off by. */
export function madeUpTrace(kind: Trace['kind'], given: Pick<Trace, 'name' | 'durationSeconds' | 'burstGroup'>): Trace {
  const units =
    kind === 'workers' ? { recordsPerUnitPerSecond: 400, max: 50 } : { recordsPerUnitPerSecond: 250, max: 25 };
  return { ...given, kind, class: 'smooth', file: '', scale: 1, ...units, variants: [] };
}

/** The rate of a trace in each second. */
export function ratesOf(folder: string, trace: Trace): Float64Array {
  const [, ...lines] = readFileSync(join(folder, trace.file), 'utf8').trim().split(/\r?\n/);
  const points = lines.map((line): RatePoint => {
    const [second, rate] = line.split(',').map(Number);
    return { second, rate };
  });
  return rateEachSecond(points, trace.durationSeconds, trace.scale);
}

/** Records in each second, by seed. */
export function arrivalsOf(rates: Float64Array, trace: Trace, seed: number): Float64Array {
  return compoundPoisson(rates, trace.burstGroup, seededRandom(seed));
}

/** Mean of the first minute: what a run begins with should suit it. */
export function firstRateOf(rates: Float64Array): number {
  const minute = rates.subarray(0, 60);
  return minute.reduce((sum, rate) => sum + rate, 0) / minute.length;
}

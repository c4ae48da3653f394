import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Capacity } from '../../lib/control/regulation/regulate';
import type { PlannerSettings } from '../../lib/control/regulation/settings';
import { optimumBound, optimumOf, type Optimum } from '../../lib/simulation/optimum/optimum';
import type { Situation } from '../../lib/simulation/plant/situation';
import { plantRandom } from '../../lib/simulation/trial';

/** To be raised when the search of the optimum changes. */
const VERSION = 1;

export interface OptimumCase {
  readonly settings: PlannerSettings;
  readonly situation: Situation;
  readonly arrivals: Float64Array;
  readonly start: Capacity;
  readonly seed: number;
}

/** Optima take seconds, and are the same in every run: a file keeps them. */
export class OptimumCache {
  private readonly file: string;
  private readonly known: Record<string, Optimum>;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.file = join(folder, 'optima.json');
    this.known = existsSync(this.file) ? (JSON.parse(readFileSync(this.file, 'utf8')) as Record<string, Optimum>) : {};
  }

  optimum(of: OptimumCase): Optimum {
    return this.get('optimum', of, optimumOf);
  }

  bound(of: OptimumCase): Optimum {
    return this.get('bound', of, optimumBound);
  }

  private get(what: string, of: OptimumCase, search: typeof optimumOf): Optimum {
    const { settings, situation, arrivals, start, seed } = of;
    const hash = createHash('sha256').update(JSON.stringify([VERSION, what, settings, situation, start, seed]));
    const key = hash.update(new Uint8Array(arrivals.buffer)).digest('hex').slice(0, 32);
    if (!(key in this.known)) {
      this.known[key] = search(settings, situation, arrivals, { capacity: start, random: plantRandom(seed) });
      writeFileSync(this.file, `${JSON.stringify(this.known, null, 1)}\n`);
    }
    return this.known[key];
  }
}

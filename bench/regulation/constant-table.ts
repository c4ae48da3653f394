import { sluice } from '../../lib/simulation/controller/sluice';
import { printTable } from '../measure/table';
import { caseOf, reversals, runWith } from './cases';
import type { Plan } from './results';
import { madeUpTrace } from './trace-set';

const SECONDS = 24 * 3600;
const RATE = 8700;

/** A noisy load that stays the same for a day: nothing should swing. */
export function printConstantTable({ seeds, optima }: Plan): void {
  console.log(`A constant load of ${RATE} records/s, in groups of 22, for 24 h (aim: no reversal, ratio ≤ 1.15)`);
  const rows = (['workers', 'stream'] as const).flatMap((kind) =>
    seeds.map((seed) => {
      const one = caseOf(
        madeUpTrace(kind, { name: 'constant', durationSeconds: SECONDS, burstGroup: 22 }),
        new Float64Array(SECONDS).fill(RATE),
        { variant: 'base', seed },
      );
      const run = runWith(one, sluice(one.settings));
      return [
        `${kind}, seed ${seed}`,
        (run.cost / optima.optimum(one).cost).toFixed(3),
        `${run.changes.length}`,
        `${reversals(run)}`,
        (100 * run.violation).toFixed(2),
      ];
    }),
  );
  printTable(['constant load', 'ratio', 'changes', 'reversals', 'late %'], rows);
}

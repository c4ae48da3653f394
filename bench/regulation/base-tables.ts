import { CONTROLLER_NAMES } from '../../lib/simulation/controller/controllers';
import { printTable } from '../measure/table';
import { type Result, summary } from './results';
import { ROWS, type Row } from './rows';

/** Our own beside the rules of the field, row by row, and our own trace by trace. */
export function printBaseTables(results: readonly Result[]): void {
  for (const row of ROWS) {
    const own = inRow(results, row);
    if (own.length === 0) continue;
    console.log(`${row.title} (aim: ${row.aim})`);
    printTable(
      ['controller', 'ratio median', 'worst', 'late % mean', 'worst', 'refused', 'changes a run', 'reversals a run'],
      CONTROLLER_NAMES.map((name) => {
        const all = summary(own.filter(({ controller }) => controller === name));
        return [
          name,
          all.medianRatio.toFixed(2),
          all.worstRatio.toFixed(2),
          all.meanViolation.toFixed(2),
          all.worstViolation.toFixed(2),
          `${all.refused}`,
          all.changes.toFixed(1),
          all.reversals.toFixed(1),
        ];
      }),
    );
  }
}

export function inRow(results: readonly Result[], row: Row): Result[] {
  return results.filter(
    ({ trace, variant }) => trace.kind === row.kind && trace.class === row.class && variant === row.variant,
  );
}

import { type ControllerName, CONTROLLER_NAMES } from '../../lib/simulation/controller/controllers';
import { printTable } from '../measure/table';
import { type Result, summary } from './results';

const KINDS = ['workers', 'stream'] as const;

/** What each variant does to every controller. */
export function printVariantsTable(results: readonly Result[], variants: readonly string[]): void {
  console.log(`Variants: per cent late in the mean, and cost beside a fixed peak in the median (aim: late at most half as often as the best
rule, none refused)`);
  const cases = KINDS.flatMap((kind) => variants.map((variant) => ({ kind, variant })));
  const rows = cases.flatMap(({ kind, variant }) => {
    const own = results.filter((result) => result.trace.kind === kind && result.variant === variant);
    return own.length === 0 ? [] : [rowOf(`${kind}, ${variant}`, own)];
  });
  printTable(['variant', 'sluice refused', ...CONTROLLER_NAMES], rows);
}

function rowOf(title: string, results: readonly Result[]): string[] {
  const of = (name: ControllerName) => summary(results.filter(({ controller }) => controller === name));
  const cells = CONTROLLER_NAMES.map((name) => {
    const { meanViolation, medianRatio } = of(name);
    return `${meanViolation.toFixed(2)} / ${medianRatio.toFixed(2)}`;
  });
  return [title, `${of('sluice').refused}`, ...cells];
}

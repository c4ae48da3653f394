import { type ControllerName, CONTROLLER_NAMES } from '../../lib/simulation/controller/controllers';
import { printTable } from '../measure/table';
import { type Result, summary, type Summary } from './results';

const KINDS = ['workers', 'stream'] as const;

/** Not a rule that regulates, but a price to pay all the time. */
const NO_RULE: readonly ControllerName[] = ['sluice', 'fixed-peak'];

/** What each variant does to our own and to the best of the rules, which is the one that is late least. */
export function printVariantsTable(results: readonly Result[], variants: readonly string[]): void {
  console.log('Variants (aim: late at most half as often as the best rule, none refused)');
  const cases = KINDS.flatMap((kind) => variants.map((variant) => ({ kind, variant })));
  const rows = cases.flatMap(({ kind, variant }) => {
    const own = results.filter((result) => result.trace.kind === kind && result.variant === variant);
    return own.length === 0 ? [] : [rowOf(`${kind}, ${variant}`, own)];
  });
  printTable(
    [
      'variant',
      'sluice late %',
      'worst',
      'cost/peak',
      'refused',
      'best rule',
      'late %',
      'cost/peak',
      'fixed peak late %',
    ],
    rows,
  );
}

function rowOf(title: string, results: readonly Result[]): string[] {
  const of = (name: ControllerName): Summary => summary(results.filter(({ controller }) => controller === name));
  const sluice = of('sluice');
  const peak = of('fixed-peak');
  const [best, its] = CONTROLLER_NAMES.filter((name) => !NO_RULE.includes(name))
    .map((name) => [name, of(name)] as const)
    .reduce((least, each) => (each[1].meanViolation < least[1].meanViolation ? each : least));
  return [
    title,
    sluice.meanViolation.toFixed(2),
    sluice.worstViolation.toFixed(2),
    sluice.medianRatio.toFixed(2),
    `${sluice.refused}`,
    best,
    its.meanViolation.toFixed(2),
    its.medianRatio.toFixed(2),
    peak.meanViolation.toFixed(2),
  ];
}

import { printTable } from '../../bench/measure/table';
import type { Tally } from './tally';

const FIGURES = ['runs', 'records', 'delivered', 'diverted', 'quarantined', 'deadLettered'] as const;

/** What became of the records of each scenario, counted at the sinks, in the bucket and in the dead-letter queue. */
export function printTallies(names: readonly string[], tallies: readonly Tally[]): void {
  const rows = names.map((name) => [name, ...cellsOf(tallies.filter(({ scenario }) => scenario === name))]);
  printTable(
    ['scenario', 'runs', 'records', 'delivered', 'diverted', 'quarantined', 'dead letters', 'lost', 'unexpected'],
    [...rows, ['all', ...cellsOf(tallies)]],
  );
}

function cellsOf(tallies: readonly Tally[]): string[] {
  const failures = tallies.flatMap((one) => one.failures);
  const lost = failures.filter(({ rule }) => rule === 'lost').length;
  const figures = [...FIGURES.map((name) => sum(tallies.map((one) => one[name]))), lost, failures.length - lost];
  return figures.map((value) => value.toLocaleString('en'));
}

/** How often each fault came true. */
export function printFaults(tallies: readonly Tally[]): void {
  const names = [...new Set(tallies.flatMap(({ faults }) => Object.keys(faults)))].sort();
  const countOf = (name: string): number => sum(tallies.map(({ faults }) => faults[name] ?? 0));
  const rows = names.map((name) => [name, countOf(name).toLocaleString('en')]);
  printTable(['fault', 'times'], [...rows, ['all', sum(names.map(countOf)).toLocaleString('en')]]);
}

/** True where there are any. */
export function printFailures(tallies: readonly Tally[]): boolean {
  const failures = tallies.flatMap((one) => one.failures);
  for (const { scenario, seed, rule, what } of failures.slice(0, 20)) {
    console.log(`${rule}: ${what}\n  npm run test:faults -- --scenario '${scenario}' --from ${seed} --seeds 1`);
  }
  return failures.length > 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

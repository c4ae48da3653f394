import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printAssumptions } from './assumptions';
import { printBaseTables } from './base-tables';
import { chartOf } from './chart';
import { printConstantTable } from './constant-table';
import { OptimumCache } from './optimum-cache';
import { readOptions } from './options';
import { printOriginsTable } from './origins-table';
import { type Plan, resultsOf } from './results';
import { printSpeedTable } from './speed-table';
import { printStepsTable } from './steps-table';
import { readTraces } from './trace-set';
import { printVariantsTable } from './variants-table';

const VARIANTS = ['slow', 'shift', 'outage', 'hot', 'pause'];

const options = readOptions(process.argv.slice(2));
const traces = readTraces(options.traces);
if (!traces) {
  console.log(`There are no traces in ${options.traces}: no manifest.json.`);
  process.exit(2);
}
const plan: Plan = { folder: options.traces, traces, seeds: options.seeds, optima: new OptimumCache(options.out) };
printAssumptions(plan);
const results = [...resultsOf(plan, 'base', 'optimum'), ...resultsOf(plan, 'fresh', 'optimum')];
printBaseTables(results);
const chart = join(options.out, 'regulation.svg');
writeFileSync(chart, chartOf(results));
console.log(`Chart: ${chart}\n`);
printConstantTable(plan);
printStepsTable(options.seeds[0]);
printSpeedTable(plan);
if (options.full) {
  printVariantsTable(
    VARIANTS.flatMap((variant) => resultsOf(plan, variant, 'fixed-peak')),
    VARIANTS,
  );
  printOriginsTable(plan);
}

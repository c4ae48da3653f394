import { type ControllerName, CONTROLLER_NAMES } from '../../lib/simulation/controller/controllers';
import { median } from '../measure/cpu';
import { type Case, caseOf, reversals, runCase } from './cases';
import type { OptimumCache } from './optimum-cache';
import { ratesOf, type Trace } from './trace-set';

/** What came of one controller in one case. */
export interface Result {
  readonly trace: Trace;
  readonly variant: string;
  readonly controller: ControllerName;
  /** Cost beside that of what it is measured by. */
  readonly ratio: number;
  /** Per cent of all seconds. */
  readonly violation: number;
  readonly refused: number;
  readonly changes: number;
  readonly reversals: number;
}

/** What a table tells of some results. */
export interface Summary {
  readonly runs: number;
  readonly medianRatio: number;
  readonly worstRatio: number;
  readonly meanViolation: number;
  readonly worstViolation: number;
  readonly refused: number;
  /** Mean of a run. */
  readonly changes: number;
  readonly reversals: number;
}

export interface Plan {
  readonly folder: string;
  readonly traces: readonly Trace[];
  readonly seeds: readonly number[];
  readonly optima: OptimumCache;
}

/** Every controller on every trace that is tried in this situation; cost beside the optimum's or that of a fixed peak. */
export function resultsOf(
  { folder, traces, seeds, optima }: Plan,
  variant: string,
  yardstick: 'optimum' | 'fixed-peak',
): Result[] {
  return traces
    .filter((trace) => variant === 'base' || trace.variants.includes(variant))
    .flatMap((trace) => {
      const rates = ratesOf(folder, trace);
      return seeds.flatMap((seed) => {
        const one = caseOf(trace, rates, { variant, seed });
        const cost = yardstick === 'optimum' ? optima.optimum(one).cost : runCase(one, 'fixed-peak').cost;
        return CONTROLLER_NAMES.map((controller) => resultOf(one, controller, cost));
      });
    });
}

export function resultOf(one: Case, controller: ControllerName, yardstick: number): Result {
  const run = runCase(one, controller);
  return {
    trace: one.trace,
    variant: one.variant,
    controller,
    ratio: run.cost / yardstick,
    violation: 100 * run.violation,
    refused: run.refused.length,
    changes: run.changes.length,
    reversals: reversals(run),
  };
}

export function summary(results: readonly Result[]): Summary {
  const mean = (of: (result: Result) => number): number =>
    results.reduce((sum, result) => sum + of(result), 0) / results.length;
  return {
    runs: results.length,
    medianRatio: median(results.map(({ ratio }) => ratio)),
    worstRatio: Math.max(...results.map(({ ratio }) => ratio)),
    meanViolation: mean(({ violation }) => violation),
    worstViolation: Math.max(...results.map(({ violation }) => violation)),
    refused: results.reduce((sum, { refused }) => sum + refused, 0),
    changes: mean(({ changes }) => changes),
    reversals: mean(({ reversals: count }) => count),
  };
}

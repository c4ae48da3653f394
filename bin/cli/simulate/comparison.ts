import type { Optimum } from '../../../lib/simulation/optimum/optimum';
import type { Outcome, Yardstick } from './outcome';

export interface ComparisonRow {
  readonly cells: readonly string[];
  readonly punctual: boolean;
}

export const COLUMNS = ['controller', 'cost', 'ratio', 'violation', 'worst lag', 'changes', 'refused'] as const;

/** A line for each controller, in the order given, and one for the optimum. */
export function comparison(
  outcomes: readonly Outcome[],
  yardstick: Yardstick | undefined,
  optimum: Optimum | undefined,
  seconds: number,
): ComparisonRow[] {
  const ratio = (cost: number): string => (yardstick ? (cost / yardstick.cost).toFixed(2) : '–');
  const rows = outcomes.map(({ name, cost, violation, worstLagSeconds, changes, refused }) => ({
    cells: [
      name,
      cost.toFixed(1),
      ratio(cost),
      percent(violation),
      `${worstLagSeconds} s`,
      String(changes.length),
      String(refused),
    ],
    punctual: violation === 0,
  }));
  if (!optimum) return rows;
  const { cost, violationSeconds } = optimum;
  const cells = ['(optimum)', cost.toFixed(1), ratio(cost), percent(violationSeconds / seconds), '', '', ''];
  return [...rows, { cells, punctual: violationSeconds === 0 }];
}

/** Never 0 % for what was not quite nothing. */
function percent(share: number): string {
  if (share > 0 && share < 0.0001) return '< 0.01 %';
  return `${share === 0 ? '0' : (100 * share).toFixed(2)} %`;
}

import type { Capacity } from '../../lib/control/regulation/regulate';
import type { Change } from '../../lib/simulation/run';
import { printTable } from '../measure/table';
import { type Case, caseOf, runWith } from './cases';
import { sluice } from '../../lib/simulation/controller/sluice';
import { madeUpTrace, type Trace } from './trace-set';

const FACTORS = [1.5, 2, 3, 4, 5, 7, 10];
const STEP_AT = 3600;
const SECONDS = 7200;
const FIRST_RATE = 1200;

/** What the regulator does when the load becomes so many times as large, at once, and stays so. */
export function printStepsTable(seed: number): void {
  console.log(`Steps of the load from ${FIRST_RATE} records/s, after an hour at that rate (aims: one command for workers, at most
ceil(log2 k) reshards; the last change in force within 180 s, 80 s with fresh metrics; at most a tenth too much)
- up: commands that add capacity in the 30 minutes after the step; settled: from the step to the last of them in force
- overshoot: the most in force after the step beside what was in force 30 minutes after it; late: seconds over the objective`);
  const rows = (['workers', 'stream'] as const).flatMap((kind) =>
    ['base', 'fresh'].flatMap((variant) =>
      FACTORS.map((factor) => rowOf(stepCase(kind, factor, { variant, seed }), factor)),
    ),
  );
  printTable(['step', 'up', 'of them reshards', 'settled s', 'overshoot %', 'late s'], rows);
}

function stepCase(kind: Trace['kind'], factor: number, { variant, seed }: { variant: string; seed: number }): Case {
  const rates = new Float64Array(SECONDS).fill(FIRST_RATE).fill(FIRST_RATE * factor, STEP_AT);
  const trace = madeUpTrace(kind, { name: `×${factor}`, durationSeconds: SECONDS, burstGroup: 1 });
  return caseOf(trace, rates, { variant, seed });
}

function rowOf(one: Case, factor: number): string[] {
  const run = runWith(one, sluice(one.settings));
  const after = run.changes.filter(({ second }) => second > STEP_AT && second <= STEP_AT + 1800);
  const ups = after.filter(({ from, to }) => unitsOf(to) > unitsOf(from));
  const last = ups.at(-1);
  const end = unitsOf(after.at(-1)?.to ?? one.start);
  const most = Math.max(end, ...after.map(({ to }) => unitsOf(to)));
  const late = run.timeline.lagSeconds.filter((lag) => lag > one.settings.lagObjectiveSeconds).length;
  return [
    `${one.trace.kind}, ${one.variant}, ×${factor}`,
    `${ups.length}`,
    one.settings.kind === 'stream' ? `${ups.filter(isReshard).length} of ${Math.ceil(Math.log2(factor))}` : '',
    last ? `${last.second - STEP_AT + landing(last, one)}` : '–',
    (100 * (most / end - 1)).toFixed(0),
    `${late}`,
  ];
}

function landing(change: Change<Capacity>, { situation }: Case): number {
  return isReshard(change) ? situation.reshardSeconds : situation.actuationSeconds;
}

function isReshard({ from, to }: Change<Capacity>): boolean {
  return 'shards' in from && 'shards' in to && from.shards !== to.shards;
}

/** Workers, or consumers of all shards. */
function unitsOf(capacity: Capacity): number {
  return 'workers' in capacity ? capacity.workers : capacity.shards * capacity.parallelizationFactor;
}

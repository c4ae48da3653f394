import { printTable } from '../measure/table';
import type { Scenario } from './scenario';
import type { Score } from './score';

export interface Result {
  readonly scenario: Scenario;
  readonly scores: ReadonlyMap<string, Score>;
}

const AIM = { goodput: 0.98, p99: 1.5, settled: 20 };

function figure(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : '∞';
}

function own({ scores }: Result): Score {
  return scores.get('search')!;
}

/** The best of them by goodput. */
function bestOf({ scores }: Result, names: readonly string[]): readonly [name: string, goodput: number] {
  const all = names.map((name) => [name, scores.get(name)!.goodput] as const);
  return all.reduce((best, one) => (one[1] > best[1] ? one : best));
}

/** Goodput beside that of the best peer. */
function beside(result: Result, peers: readonly string[]): number {
  return own(result).goodput / bestOf(result, peers)[1];
}

export function printSearch(results: readonly Result[], peers: readonly string[]): void {
  console.log(`The search by probes (aims: goodput ≥ ${AIM.goodput}, p99 ≤ ${AIM.p99} × a call alone, settled within ${AIM.settled} round trips
after a drop to a quarter, never below the best of Netflix)
- settled: the longest of all seeds; ∞ where the calls under way did not stay within 0.9 to 1.5 of the capacity for ten round trips`);
  const rows = results.map((result) => {
    const { goodput, throughput, p99, failedShare, settled, fairness } = own(result);
    const [name, its] = bestOf(result, peers);
    return [
      result.scenario.name,
      figure(goodput),
      figure(throughput),
      figure(p99),
      (100 * failedShare).toFixed(1),
      settled === undefined ? '' : settled === Infinity ? '∞' : `${settled}`,
      result.scenario.environments > 1 ? figure(fairness) : '',
      `${name} ${figure(its)}`,
      figure(beside(result, peers)),
    ];
  });
  printTable(['', 'goodput', 'all', 'p99', 'failed %', 'settled', 'least share', 'best of Netflix', 'beside it'], rows);
}

export function printGoodput(results: readonly Result[]): void {
  console.log('Goodput of all');
  const names = [...results[0].scores.keys()];
  const rows = results.map(({ scenario, scores }) => [
    scenario.name,
    ...names.map((name) => figure(scores.get(name)!.goodput)),
  ]);
  printTable(['', ...names.map((name) => name.replace('windowed', 'win'))], rows);
}

export function printSummary(results: readonly Result[], peers: readonly string[]): void {
  const names = [...results[0].scores.keys()];
  const rows = names.map((name) => {
    const goodputs = results.map(({ scores }) => scores.get(name)!.goodput);
    const mean = goodputs.reduce((a, b) => a + b, 0) / goodputs.length;
    return [
      name,
      figure(mean),
      figure(Math.min(...goodputs)),
      `${goodputs.filter((each) => each >= AIM.goodput).length}`,
    ];
  });
  printTable(['goodput over all scenarios', 'mean', 'least', `≥ ${AIM.goodput}`], rows);
  const count = (is: (result: Result) => boolean): string => `${results.filter(is).length} of ${results.length}`;
  const drops = results.filter((result) => own(result).settled !== undefined);
  const settled = drops.filter((result) => own(result).settled! <= AIM.settled);
  console.log(`the search: goodput ≥ ${AIM.goodput} in ${count((one) => own(one).goodput >= AIM.goodput)} scenarios; p99 ≤ ${AIM.p99} in ${count(
    (one) => own(one).p99 <= AIM.p99,
  )}; settled in time after ${settled.length} of ${drops.length} drops;
at or above the best of Netflix in ${count((one) => beside(one, peers) >= 1)}; the minimum ratio to it is ${figure(
    Math.min(...results.map((one) => beside(one, peers))),
  )}`);
}

import { SCENARIOS } from './catalogue';
import type { Outcome } from './outcome';
import { Plant } from './plant';

/** What came of a scenario over many seeds. */
export interface Tally {
  readonly scenario: string;
  runs: number;
  records: number;
  delivered: number;
  diverted: number;
  quarantined: number;
  deadLettered: number;
  /** Faults that came true, by kind. */
  readonly faults: Record<string, number>;
  /** Seeds with a violation, and the first of each. */
  readonly failures: Failure[];
}

export interface Failure {
  readonly scenario: string;
  readonly seed: number;
  readonly rule: string;
  readonly what: string;
}

export interface Span {
  readonly scenario: string;
  readonly from: number;
  readonly to: number;
}

export async function tally({ scenario, from, to }: Span, isEnough: (tally: Tally) => boolean): Promise<Tally> {
  const { plan } = SCENARIOS.find(({ name }) => name === scenario)!;
  const sum: Tally = {
    scenario,
    runs: 0,
    records: 0,
    delivered: 0,
    diverted: 0,
    quarantined: 0,
    deadLettered: 0,
    faults: {},
    failures: [],
  };
  for (let seed = from; seed < to && !isEnough(sum); seed += 1) add(sum, seed, await new Plant(plan(seed), seed).run());
  return sum;
}

function add(sum: Tally, seed: number, outcome: Outcome): void {
  sum.runs += 1;
  sum.records += outcome.sent;
  sum.delivered += outcome.delivered;
  sum.diverted += outcome.diverted;
  sum.quarantined += outcome.quarantined;
  sum.deadLettered += outcome.deadLettered;
  for (const [fault, count] of outcome.injected) sum.faults[fault] = (sum.faults[fault] ?? 0) + count;
  const [first] = outcome.violations;
  if (first) sum.failures.push({ scenario: sum.scenario, seed, ...first });
}

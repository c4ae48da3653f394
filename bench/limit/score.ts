import type { Scenario } from './scenario';
import { type Contender, fixed, knowing, tryOut, type Trial } from './trial';

/** A call may take so many times what one takes alone, of a hundred, ninety-nine. */
export const TOLERANCE = 1.5;

/** What a contender came to in one scenario, beside a limiter that knows the target. */
export interface Score {
  /** Records a second within the objective, of those that the limiter which knows brings. */
  readonly goodput: number;
  /** All accepted records a second, likewise. */
  readonly throughput: number;
  /** 99th percentile of the latency, of that of a call alone. */
  readonly p99: number;
  readonly failedShare: number;
  /** The longest of all drops and seeds; absent where nothing drops. */
  readonly settled?: number;
  readonly fairness: number;
}

/** What one who knows the target reaches, and what a call alone takes. */
export interface Yardstick {
  readonly objective: number;
  readonly aloneP99: number;
  readonly known: readonly Trial[];
}

const ALONE_SEEDS = [101, 102, 103, 104, 105];

export function yardstick(scenario: Scenario, seeds: readonly number[]): Yardstick {
  const { objectiveMillis, roundTrip } = scenario;
  const aloneP99 = p99Alone(scenario);
  return {
    aloneP99,
    objective: objectiveMillis === undefined ? TOLERANCE * aloneP99 : objectiveMillis / roundTrip(0),
    known: seeds.map((seed) => tryOut(scenario, knowing(), seed)),
  };
}

/** One environment, one call at a time. */
function p99Alone(scenario: Scenario): number {
  const { chunk } = scenario.knowing(0);
  const alone = { ...scenario, environments: 1, perSecond: undefined };
  const each = ALONE_SEEDS.map((seed) =>
    tryOut(
      alone,
      fixed(() => ({ concurrency: 1, chunk })),
      seed,
    ).calls.quantile(0.99),
  );
  return each.reduce((a, b) => a + b, 0) / each.length;
}

export function score(scenario: Scenario, contender: Contender, seeds: readonly number[], stick: Yardstick): Score {
  const { objective, aloneP99, known } = stick;
  const trials = seeds.map((seed) => tryOut(scenario, contender, seed));
  const mean = (of: (trial: Trial) => number, all: readonly Trial[] = trials): number =>
    all.reduce((sum, trial) => sum + of(trial), 0) / all.length;
  const inTime = ({ records }: Trial): number => records.upTo(objective);
  const all = ({ records }: Trial): number => records.total;
  const settled = trials.flatMap((trial) => trial.settled);
  return {
    goodput: mean(inTime) / mean(inTime, known),
    throughput: mean(all) / mean(all, known),
    p99: mean(({ calls }) => calls.quantile(0.99)) / aloneP99,
    failedShare: mean(({ failedShare }) => failedShare),
    settled: settled.length > 0 ? Math.max(...settled) : undefined,
    fairness: mean(({ fairness }) => fairness),
  };
}

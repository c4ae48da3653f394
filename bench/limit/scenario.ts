import type { LimitBounds } from '../../lib/control/limit';
import type { Course, TargetModel } from '../../lib/simulation/target/target-model';

/** How much to hand the target at a time, for one who knows it. */
export interface Knowledge {
  readonly concurrency: number;
  readonly chunk: number;
}

/** A target, the demand for it, and what one would do who knew it. */
export interface Scenario {
  readonly name: string;
  readonly model: TargetModel;
  readonly bounds: LimitBounds;
  readonly durationMillis: number;
  /** Calls that begin from here on are counted. */
  readonly fromMillis: number;
  /** Calls a second that come in; absent: there is always more to do. */
  readonly perSecond?: Course;
  readonly environments: number;
  /** Of one environment. */
  readonly knowing: (now: number) => Knowledge;
  /** Mean time of one call alone: latencies are counted in it. */
  readonly roundTrip: Course;
  /** When the capacity falls to a quarter. How long a limiter takes is measured apart; the calls of 20 round trips are not counted. */
  readonly drops: readonly number[];
  /** Latency objective of a call in milliseconds; absent: 1.5 × the 99th percentile of a call alone. */
  readonly objectiveMillis?: number;
}

export type Given = Partial<Omit<Scenario, 'model' | 'knowing'>> & {
  readonly name: string;
  readonly model: Partial<TargetModel>;
  /** Calls at a time, of all environments, that the target takes best. */
  readonly capacity: Course;
  /** Records of a call that the target takes best; 1 by default. */
  readonly chunk?: number;
};

/** Time of service, unless said otherwise. */
export const BASE_MILLIS = 50;

/** Longer than most limiters of the comparison need to settle: what they hold is compared, not how they begin. */
const ROUND_TRIPS = 2_000;

const STEADY: TargetModel = {
  baseMillis: () => BASE_MILLIS,
  noise: { kind: 'lognormal', sigma: 0.2 },
  servers: () => Infinity,
  refusalMillis: 5,
};

/** One call at a time is one record; there is always more to do; times vary by σ = 0.2; the first fifth is not counted. */
export function scenario({ capacity, chunk = 1, model, ...given }: Given): Scenario {
  const { environments = 1, durationMillis = ROUND_TRIPS * BASE_MILLIS } = given;
  return {
    bounds: { maxChunk: 1, maxConcurrency: 1_000, objectiveMillis: 5_000 },
    durationMillis,
    fromMillis: durationMillis / 5,
    environments,
    roundTrip: model.baseMillis ?? STEADY.baseMillis,
    drops: [],
    knowing: (now) => ({ concurrency: Math.max(1, Math.round(capacity(now) / environments)), chunk }),
    ...given,
    model: { ...STEADY, ...model },
  };
}

/** From one level to another at given times. */
export function steps(first: number, ...later: readonly (readonly [at: number, level: number])[]): Course {
  return (now) => later.reduce((level, [at, next]) => (now >= at ? next : level), first);
}

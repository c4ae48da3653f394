import { seededRandom } from '../../lib/simulation/random';
import type { Noise } from '../../lib/simulation/target/noise';
import type { TargetModel } from '../../lib/simulation/target/target-model';
import { scenario, type Scenario } from './scenario';

const KINDS = ['servers', 'knee', 'places', 'rate', 'drop', 'drift', 'shift', 'shared', 'demand', 'pauses'] as const;

/** A target drawn by chance: kind, capacity 1 to 300, time of service 10 to 200 ms, noise from none to heavy. */
export function randomScenario(seed: number): Scenario {
  const random = seededRandom(seed);
  for (let i = 0; i < 5; i++) random.next();
  const between = (from: number, to: number): number => from + (to - from) * random.next();
  const magnitude = (from: number, to: number): number => Math.exp(between(Math.log(from), Math.log(to)));
  const kind = KINDS[seed % KINDS.length];
  const base = magnitude(10, 200);
  const noise: Noise =
    random.next() < 0.2
      ? { kind: 'exponential' }
      : { kind: 'lognormal', sigma: random.next() < 0.1 ? 0.02 : between(0.05, 0.8) };
  const environments = kind === 'shared' ? 2 + Math.floor(7 * random.next()) : 1;
  const count = Math.max(kind === 'drop' ? 4 : 1, Math.round(magnitude(1, kind === 'drop' ? 200 : 300))) * environments;
  const durationMillis = base * Math.max(1_000, Math.min(2_000, 60_000 / count));
  const draw = { base, count, durationMillis, between, magnitude };
  const { model, ...rest } = SPECIAL[kind](draw);
  return scenario({
    name: `${kind} ${count}${noise.kind === 'exponential' ? ' exp' : ' σ' + noise.sigma.toFixed(2)} ${base.toFixed(0)}ms`,
    capacity: () => count,
    environments,
    durationMillis,
    roundTrip: model.baseMillis ?? ((): number => base),
    ...rest,
    model: { baseMillis: () => base, noise, servers: () => count, ...model },
  });
}

interface Draw {
  readonly base: number;
  readonly count: number;
  readonly durationMillis: number;
  readonly between: (from: number, to: number) => number;
  readonly magnitude: (from: number, to: number) => number;
}

type Special = Partial<Omit<Scenario, 'model' | 'knowing'>> & {
  model: Partial<TargetModel>;
  capacity?: (now: number) => number;
};

const SPECIAL: Readonly<Record<(typeof KINDS)[number], (draw: Draw) => Special>> = {
  servers: () => ({ model: {} }),
  shared: () => ({ model: {} }),
  knee: ({ count, between }) => {
    const slope = between(0.5, 2);
    return { model: { servers: () => Infinity, slowdown: (n) => 1 + Math.max(0, (slope * (n - count)) / count) } };
  },
  places: () => ({ model: { room: 0 } }),
  rate: ({ count, base }) => ({
    model: { servers: () => Infinity, admittedPerSecond: () => (count * 1_000) / base, burst: Math.max(2, count) },
  }),
  drop: ({ count, durationMillis }) => {
    const course = (now: number): number =>
      now > 0.4 * durationMillis && now < 0.7 * durationMillis ? Math.round(count / 4) : count;
    return { model: { servers: course }, capacity: course, drops: [0.4 * durationMillis] };
  },
  drift: ({ base, durationMillis, between }) => {
    const times = between(1.2, 2.5);
    const course = (now: number): number => base * (1 + (times - 1) * Math.sin((Math.PI * now) / durationMillis) ** 2);
    return { model: { baseMillis: course } };
  },
  shift: ({ base, durationMillis, magnitude }) => {
    const times = magnitude(0.3, 3);
    const course = (now: number): number => (now > durationMillis / 2 ? times * base : base);
    return { model: { baseMillis: course } };
  },
  demand: ({ base, count, durationMillis, between }) => {
    const [first, second] = [between(0.2, 0.7), between(0.9, 1.5)];
    const perCall = base / 1_000;
    return { model: {}, perSecond: (now) => ((now > durationMillis / 2 ? second : first) * count) / perCall };
  },
  pauses: ({ base, between }) => ({
    model: { pauses: { everyMillis: base * between(300, 600), lastMillis: base * between(2, 8) } },
  }),
};

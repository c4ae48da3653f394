import { lag } from './stream-projection';
import { ability, burstLag, ENOUGH, least, type Scene, type Steps } from './stream-scene';
import { T } from './stream-tuning';

export interface ShardsState {
  /** The least number that the worst burst of late leaves in time. */
  readonly floor: number;
  /** Shards that would have done, the largest of each five minutes, the latest first. */
  readonly levels: readonly number[];
  readonly bucket: number;
  /** Shard-hours spent beyond that. */
  readonly waste: number;
  /** The last scale-in: shards given back, and when. */
  readonly given: { readonly shards: number; readonly at: number } | null;
  /** Scale-ins that had to be undone too early, fading. */
  readonly regrets: number;
}

export const NO_SHARDS: ShardsState = { floor: 1, levels: [], bucket: 0, waste: 0, given: null, regrets: 0 };

export interface ShardsWish {
  readonly shards: number;
  /** The state after so many shards were asked for, if any. */
  readonly stateIf: (asked: number | undefined) => ShardsState;
  readonly reason: 'steady' | 'rising' | 'draining' | 'falling' | 'holding' | 'pending';
}

export function planShards(before: ShardsState, scene: Scene): ShardsWish {
  const state = looked(before, scene);
  const { shards } = scene.seen.capacity;
  if (scene.underway !== undefined) return { stateIf: () => state, shards, reason: 'pending' };
  const more = scaleOut(state, scene);
  if (more !== undefined) {
    return {
      stateIf: () => regretted({ ...state, waste: 0 }, scene),
      shards: more,
      reason: scene.waiting.age > 30 ? 'draining' : 'rising',
    };
  }
  return scaleIn(state, scene);
}

function scaleIn(state: ShardsState, scene: Scene): ShardsWish {
  const { shards } = scene.seen.capacity;
  const wanted = Math.max(...state.levels);
  if (wanted >= shards) return { stateIf: () => ({ ...state, waste: 0 }), shards, reason: 'steady' };
  const waste = state.waste + ((shards - wanted) * scene.settings.periodSeconds) / 3600;
  const to = Math.max(wanted, Math.ceil(shards / 2));
  const spare = scene.left - 1 - Math.max(1, doublings(scene, to));
  const dear = price(state, scene) * (1 + T.scarce / Math.max(1, 1 + spare) ** 2);
  if (spare < 0 || waste < dear || scene.waiting.age > T.veto)
    return { stateIf: () => ({ ...state, waste }), shards, reason: 'holding' };
  return {
    stateIf: (asked) =>
      asked === undefined
        ? { ...state, waste }
        : { ...state, waste: 0, given: { shards: shards - to, at: scene.seen.time } },
    shards: to,
    reason: 'falling',
  };
}

function looked(before: ShardsState, scene: Scene): ShardsState {
  const {
    settings: { minShards, maxShards, periodSeconds },
    seen,
    perShard,
    rate,
    mean,
    slope,
  } = scene;
  const floor = least(before.floor, minShards, maxShards, (n) => burstLag(scene, n, ENOUGH) <= T.burstAllowance);
  const fits = Math.ceil((Math.max(mean, rate) * T.scaleIn + slope * T.lead) / perShard);
  const level = Math.min(maxShards, Math.max(minShards, floor, fits));
  const bucket = Math.floor(seen.time / 300);
  const levels =
    bucket === before.bucket
      ? [Math.max(level, before.levels[0] ?? 0), ...before.levels.slice(1)]
      : [level, ...before.levels].slice(0, Math.round(T.buckets));
  return { ...before, floor, bucket, levels, regrets: before.regrets * Math.pow(2, -periodSeconds / T.regretHalf) };
}

/** What a reshard has to save, in shard-hours: the more, the fewer are left. */
function price({ regrets }: ShardsState, scene: Scene): number {
  return T.p0 * Math.max(T.pMin, scene.peak / scene.perShard) * Math.exp(T.k * scene.spent + T.regret * regrets);
}

function doublings({ peak, perShard }: Scene, shards: number): number {
  return Math.max(0, Math.ceil(Math.log2(peak / (shards * perShard)) - 0.05));
}

function regretted(state: ShardsState, scene: Scene): ShardsState {
  if (!state.given) return state;
  const saved = (state.given.shards * (scene.seen.time - state.given.at)) / 3600;
  const worth = T.regretWorth * Math.max(T.pMin, scene.peak / scene.perShard);
  return { ...state, given: null, regrets: state.regrets + Math.max(0, 1 - saved / worth) };
}

/** More shards, if to wait for another period would make records too late. */
function scaleOut(state: ShardsState, scene: Scene): number | undefined {
  const { seen, settings, landing, arriving, waiting, perShard, rate } = scene;
  const { shards, parallelizationFactor: factor } = seen.capacity;
  const { maxShards, periodSeconds, reshardSeconds } = settings;
  const until = landing.shards + periodSeconds + reshardSeconds + 120;
  const factors: Steps = [
    [0, factor],
    [landing.factor, ENOUGH],
  ];
  const most = Math.min(maxShards, 2 * shards);
  if (most <= shards) return undefined;
  const late = (from: number, n: number, allowance: number) =>
    lag(
      arriving,
      waiting,
      ability(
        scene,
        [
          [0, shards],
          [from, n],
        ],
        factors,
      ),
      { from: landing.shards, until, allowance },
    ).excess;
  const easy = waiting.age < 1 && arriving(until) <= shards * Math.min(perShard, factor * scene.consumer);
  const gained = easy ? 0 : late(landing.shards + periodSeconds, most, T.lagAllowance);
  if (gained > T.worth && gained - late(landing.shards, most, T.lagAllowance) > T.worth) {
    const ok = late(landing.shards, most, T.choice) + T.worth;
    const ahead = Math.max(arriving(until) * T.keepUp, waiting.age > 30 ? rate * T.drain : 0);
    const enough = least(shards + 1, Math.min(most, shards + 1), most, (n) => late(landing.shards, n, T.choice) <= ok);
    const within = Math.max(
      Math.min(enough, Math.ceil(Math.max(ahead, T.drainMost * rate) / perShard)),
      Math.ceil(ahead / perShard),
    );
    // The most economic step: half of what is ahead of the need in the meantime costs as much as the change.
    const extra = T.eoq * Math.sqrt((2 * price(state, scene) * scene.trend * 3600) / perShard);
    const economic = Math.max(within, Math.round(Math.min(within + extra, within * T.eoqMost)), state.floor);
    const last = scene.left <= 2 ? Math.ceil((scene.peak * 1.05) / perShard) : 0;
    return Math.min(most, Math.max(shards + 1, economic, last));
  }
  const unsafe =
    shards < state.floor &&
    scene.left > 1 + doublings(scene, state.floor) &&
    burstLag(scene, shards, ENOUGH) > T.unsafe;
  return unsafe ? Math.min(most, state.floor) : undefined;
}

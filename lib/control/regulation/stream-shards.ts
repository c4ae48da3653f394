import { type Levels, levelsAfter, NO_LEVELS } from './stream-levels';
import { lag } from './stream-projection';
import { ability, burstLag, ENOUGH, least, type Scene, type Steps } from './stream-scene';
import { TUNING } from './stream-tuning';

/** With the numbers of shards that would have done. */
export interface ShardsState extends Levels {
  /** The least number that the worst burst of late leaves in time. */
  readonly floor: number;
  /** Shard-hours spent beyond that. */
  readonly waste: number;
  /** The last scale-in: shards given back, and when. */
  readonly given: { readonly shards: number; readonly at: number } | null;
  /** Scale-ins that had to be undone too early, fading. */
  readonly regrets: number;
}

export const NO_SHARDS: ShardsState = { ...NO_LEVELS, floor: 1, waste: 0, given: null, regrets: 0 };

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
      reason: isDraining(scene) ? 'draining' : 'rising',
    };
  }
  return scaleIn(state, scene);
}

/** Records that wait so long are what there is to work off first. */
const DRAINING_SECONDS = 30;

function isDraining({ waiting }: Scene): boolean {
  return waiting.age > DRAINING_SECONDS;
}

function scaleIn(state: ShardsState, scene: Scene): ShardsWish {
  const { shards } = scene.seen.capacity;
  const wanted = Math.max(...state.levels);
  if (wanted >= shards) return { stateIf: () => ({ ...state, waste: 0 }), shards, reason: 'steady' };
  const waste = state.waste + ((shards - wanted) * scene.settings.periodSeconds) / 3600;
  const to = Math.max(wanted, Math.ceil(shards / 2));
  const spare = scene.left - 1 - Math.max(1, doublings(scene, to));
  const dear = price(state, scene) * (1 + TUNING.scarcity / Math.max(1, 1 + spare) ** 2);
  if (spare < 0 || waste < dear || scene.waiting.age > TUNING.vetoAge)
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
  const floor = least(before.floor, minShards, maxShards, (n) => burstLag(scene, n, ENOUGH) <= TUNING.burstLag);
  const fits = Math.ceil((Math.max(mean, rate) * TUNING.staying + slope * TUNING.lead) / perShard);
  const level = Math.min(maxShards, Math.max(minShards, floor, fits));
  return {
    ...before,
    ...levelsAfter(before, level, seen.time, TUNING.shardStretches),
    floor,
    regrets: before.regrets * 2 ** (-periodSeconds / TUNING.regretHalfLife),
  };
}

/** What a reshard has to save, in shard-hours: the more, the fewer are left. */
function price({ regrets }: ShardsState, scene: Scene): number {
  return (
    TUNING.changePrice * peakShards(scene) * Math.exp(TUNING.spentWeight * scene.spent + TUNING.regretWeight * regrets)
  );
}

function peakShards({ peak, perShard }: Scene): number {
  return Math.max(TUNING.leastShards, peak / perShard);
}

function doublings({ peak, perShard }: Scene, shards: number): number {
  return Math.max(0, Math.ceil(Math.log2(peak / (shards * perShard)) - 0.05));
}

function regretted(state: ShardsState, scene: Scene): ShardsState {
  if (!state.given) return state;
  const saved = (state.given.shards * (scene.seen.time - state.given.at)) / 3600;
  const worth = TUNING.regretWorth * peakShards(scene);
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
  const gained = easy ? 0 : late(landing.shards + periodSeconds, most, TUNING.plannedLag);
  if (gained > TUNING.worthChange && gained - late(landing.shards, most, TUNING.plannedLag) > TUNING.worthChange) {
    const ok = late(landing.shards, most, TUNING.choiceLag) + TUNING.worthChange;
    const ahead = Math.max(arriving(until) * TUNING.keepUp, isDraining(scene) ? rate * TUNING.drain : 0);
    const enough = least(
      shards + 1,
      Math.min(most, shards + 1),
      most,
      (n) => late(landing.shards, n, TUNING.choiceLag) <= ok,
    );
    const within = Math.max(
      Math.min(enough, Math.ceil(Math.max(ahead, TUNING.mostDrain * rate) / perShard)),
      Math.ceil(ahead / perShard),
    );
    // The most economic step: half of what is ahead of the need in the meantime costs as much as the change.
    const extra = Math.sqrt((2 * price(state, scene) * scene.trend * 3600) / perShard);
    const economic = Math.max(within, Math.round(Math.min(within + extra, within * TUNING.mostAhead)), state.floor);
    const last = scene.left <= 2 ? Math.ceil((scene.peak * 1.05) / perShard) : 0;
    return Math.min(most, Math.max(shards + 1, economic, last));
  }
  return readyForBursts(state, scene, most);
}

/** More shards, if the worst burst of late would make records far too late, and there are changes to spare for being ready. */
function readyForBursts({ floor }: ShardsState, scene: Scene, most: number): number | undefined {
  const { shards } = scene.seen.capacity;
  const unsafe =
    shards < floor &&
    scene.left > 1 + doublings(scene, floor) &&
    burstLag(scene, shards, ENOUGH) > TUNING.unsafeBurstLag;
  return unsafe ? Math.min(most, floor) : undefined;
}

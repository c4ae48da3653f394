import type { Reason } from './decision';
import { type Levels, levelsAfter, NO_LEVELS, stretchMinutes } from './stream-levels';
import { lag } from './stream-projection';
import { ability, burstLag, ENOUGH, isDraining, least, type Scene, type Steps } from './stream-scene';
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
  readonly reason: Reason;
  /** Why, for the operator. */
  readonly why: string;
}

export function planShards(before: ShardsState, scene: Scene): ShardsWish {
  const state = looked(before, scene);
  const { shards } = scene.seen.capacity;
  if (scene.underway !== undefined) {
    return {
      stateIf: () => state,
      shards,
      reason: 'pending',
      why: `a change to ${scene.underway} shards is under way`,
    };
  }
  const outside = withinLimits(state, scene);
  if (outside) return outside;
  const more = scaleOut(state, scene);
  if (!more) return scaleIn(state, scene);
  return {
    stateIf: () => regretted({ ...state, waste: 0 }, scene),
    shards: more.shards,
    reason: isDraining(scene) ? 'draining' : 'rising',
    why: more.why,
  };
}

/** Limits were changed, or somebody else changed the shards. */
function withinLimits(state: ShardsState, { seen, settings }: Scene): ShardsWish | undefined {
  const { shards } = seen.capacity;
  const { minShards, maxShards } = settings;
  const within = Math.min(maxShards, Math.max(minShards, shards));
  if (within === shards) return undefined;
  const next = within > shards ? Math.min(within, 2 * shards) : Math.max(within, Math.ceil(shards / 2));
  return {
    stateIf: () => state,
    shards: next,
    reason: 'outside-limits',
    why: `${shards} shards lie outside the limits of ${minShards} to ${maxShards}`,
  };
}

function scaleIn(state: ShardsState, scene: Scene): ShardsWish {
  const { shards } = scene.seen.capacity;
  const wanted = Math.max(...state.levels);
  if (wanted >= shards) {
    return { stateIf: () => ({ ...state, waste: 0 }), shards, reason: 'steady', why: `${shards} shards are needed` };
  }
  const waste = state.waste + ((shards - wanted) * scene.settings.periodSeconds) / 3600;
  const to = Math.max(wanted, Math.ceil(shards / 2));
  const reserve = Math.max(1, doublings(scene, to));
  const spare = scene.left - 1 - reserve;
  const dear = price(state, scene) * (1 + TUNING.scarcity / Math.max(1, 1 + spare) ** 2);
  const held = { stateIf: () => ({ ...state, waste }), shards };
  const would = `${wanted} shard${wanted === 1 ? '' : 's'} would do`;
  if (spare < 0) {
    const why = `${would}, but of the changes left today, ${scene.left}, ${reserve} are to be left after it for an emergency`;
    return { ...held, reason: 'budget', why };
  }
  if (waste < dear) {
    const hours = `the ${waste.toFixed(2)} shard-hours spent beyond that are less than the ${dear.toFixed(2)}`;
    const why = `${would}, but ${hours} that a change is worth`;
    return { ...held, reason: 'holding', why };
  }
  if (scene.waiting.age > TUNING.vetoAge)
    return { ...held, reason: 'holding', why: `${would}, but not while records wait` };
  return {
    stateIf: (asked) =>
      asked === undefined
        ? { ...state, waste }
        : { ...state, waste: 0, given: { shards: shards - to, at: scene.seen.time } },
    shards: to,
    reason: 'falling',
    why: `${to} shard${to === 1 ? ' has' : 's have'} been enough for at least ${stretchMinutes(state)} minutes`,
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
  const forBursts = least(before.floor, minShards, maxShards, (n) => burstLag(scene, n, ENOUGH) <= TUNING.burstLag);
  const floor = Math.max(forBursts, standing(scene));
  const fits = Math.ceil((Math.max(mean, rate) * TUNING.staying + slope * TUNING.lead) / perShard);
  const level = Math.min(maxShards, Math.max(minShards, floor, fits));
  return {
    ...before,
    ...levelsAfter(before, level, seen.time, TUNING.shardStretches),
    floor,
    regrets: before.regrets * 2 ** (-periodSeconds / TUNING.regretHalfLife),
  };
}

/** Shards for what may come unseen; none where all that comes can be answered. */
function standing({ standing: times, rate, mean, perShard, settings }: Scene, part = 1): number {
  if (times === 1) return 0;
  return Math.min(settings.maxShards, Math.ceil((Math.max(mean, rate) * TUNING.staying * times * part) / perShard));
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

interface More {
  readonly shards: number;
  readonly why: string;
}

/** More shards, if to wait for another period would make records too late. */
function scaleOut(state: ShardsState, scene: Scene): More | undefined {
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
    const ahead = Math.max(arriving(until) * TUNING.keepUp, isDraining(scene) ? rate * drain(scene) : 0);
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
    const why = `${shards} shards would make records late before a later change is in force`;
    return { shards: Math.min(most, Math.max(shards + 1, economic, last)), why };
  }
  return readyForBursts(state, scene, most);
}

/** Times what comes that are to be taken in where records wait. Late ones are to be in time again after as long as the objective. */
function drain({ waiting, settings }: Scene): number {
  return Math.min(TUNING.mostDrain, Math.max(TUNING.drain, waiting.age / settings.lagObjectiveSeconds));
}

/** More shards, if the worst burst of late would make records far too late, and there are changes to spare for being ready. */
function readyForBursts({ floor }: ShardsState, scene: Scene, most: number): More | undefined {
  const { shards } = scene.seen.capacity;
  const short =
    shards < standing(scene, 1 - TUNING.blindLack) || burstLag(scene, shards, ENOUGH) > TUNING.unsafeBurstLag;
  const unsafe = shards < floor && scene.left > 1 + doublings(scene, floor) && short;
  const why = `a burst as steep as the steepest of late would make records late on ${shards} shards`;
  return unsafe ? { shards: Math.min(most, floor), why } : undefined;
}

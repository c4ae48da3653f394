import type { Decision, Reason } from './decision';
import type { StreamCapacity } from './observation';
import { figure } from './shown-figure';
import type { FactorWish } from './stream-factor';
import { isDraining, type Scene } from './stream-scene';
import type { ShardsWish } from './stream-shards';

/** What is wished of either knob, and a factor that was asked for and is not in force yet. */
export interface Wishes {
  readonly coarse: ShardsWish;
  readonly fine: FactorWish;
  readonly asked: { readonly factor: number } | null;
}

type Why = Omit<Decision<StreamCapacity>, 'command'>;

/** Why just this is set, or nothing: the load, what is in force for it, and which knob turns. */
export function reasonOf(scene: Scene, wishes: Wishes, command: Partial<StreamCapacity>): Why {
  const set = whySet(scene, wishes, command);
  const { reason, detail } = set ?? whyNothing(scene, wishes);
  return { reason, detail: `${loadOf(scene)}; ${abilityOf(scene)}; ${detail}` };
}

/** Where both knobs turn, the one that turns as all the consumers do. */
function whySet({ seen, left }: Scene, { coarse, fine }: Wishes, command: Partial<StreamCapacity>): Why | undefined {
  const { shards, parallelizationFactor: factor } = seen.capacity;
  const { shards: toShards, parallelizationFactor: toFactor } = command;
  const reshard = toShards !== undefined && {
    reason: coarse.reason,
    more: toShards > shards,
    detail: `${coarse.why}: ${shards} → ${toShards} shards, one of ${left} changes left today`,
  };
  const turn = toFactor !== undefined && {
    reason: fine.reason,
    more: toFactor > factor,
    detail: `${fine.why}: factor ${factor} → ${toFactor}`,
  };
  const all = [reshard, turn].filter((each) => each !== false);
  const isMore = (toShards ?? shards) * (toFactor ?? factor) > shards * factor;
  const first = all.find(({ more }) => more === isMore) ?? all.at(0);
  return first && { reason: first.reason, detail: all.map(({ detail }) => detail).join('; ') };
}

function whyNothing(scene: Scene, wishes: Wishes): Why {
  const { coarse, fine } = wishes;
  if (coarse.reason === 'pending') return why(coarse);
  const blocked = whyBlocked(scene, wishes);
  if (blocked) return blocked;
  if (isAtLimit(scene)) return { reason: 'at-limit', detail: 'that is all that is allowed' };
  if (isDraining(scene)) return { reason: 'draining', detail: 'what waits is worked off with that' };
  if (coarse.reason !== 'steady') return why(coarse);
  return fine.reason === 'steady' ? { reason: 'steady', detail: 'that fits' } : why(fine);
}

/** Something is wished that cannot be had now. */
function whyBlocked({ seen, left }: Scene, { coarse, fine, asked }: Wishes): Why | undefined {
  const { shards, parallelizationFactor: factor } = seen.capacity;
  if (coarse.shards !== shards && left <= 0) {
    return { reason: 'budget', detail: `${coarse.why}, but all changes of shards of the day are spent` };
  }
  if (fine.factor !== factor) {
    const underway = asked?.factor ?? seen.pending?.parallelizationFactor;
    return { reason: 'pending', detail: `${fine.why}, and a change to factor ${underway} is under way` };
  }
  return coarse.shards < shards
    ? { reason: 'holding', detail: `${coarse.why}, but a smaller number needs a larger factor first` }
    : undefined;
}

function why({ reason, why: detail }: { readonly reason: Reason; readonly why: string }): Why {
  return { reason, detail };
}

/** More comes than can be worked off, and neither knob turns any further. */
function isAtLimit({ seen, settings, rate, accept, consumer }: Scene): boolean {
  const { shards, parallelizationFactor: factor } = seen.capacity;
  const perShard = Math.min(accept, factor * consumer);
  const more = factor < settings.maxParallelizationFactor && factor * consumer < accept;
  return shards >= settings.maxShards && !more && rate > shards * perShard;
}

function loadOf({ rate, slope, waiting }: Scene): string {
  const growing = slope * 60 >= 0.01 * rate && slope > 0 ? `, ${figure(slope * 60)} more each minute` : '';
  const old = waiting.age >= 1 ? `, the oldest waits ${figure(waiting.age)} s` : '';
  return `${figure(rate)} records/s arrive${growing}${old}`;
}

function abilityOf({ seen, accept, consumer }: Scene): string {
  const { shards, parallelizationFactor: factor } = seen.capacity;
  const taken = `${shards} shard${shards === 1 ? ' takes' : 's take'} in ${figure(shards * accept)}`;
  return `${taken}, factor ${factor} reads ${figure(shards * factor * consumer)}`;
}

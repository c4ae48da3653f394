import type { Reason } from './decision';
import { type Levels, levelsAfter, stretchMinutes } from './stream-levels';
import { lag } from './stream-projection';
import { ability, burstLag, ENOUGH, isDraining, least, type Scene } from './stream-scene';
import { TUNING } from './stream-tuning';

export interface FactorWish {
  /** Factors that would have done. */
  readonly state: Levels;
  /** What is to be in force. */
  readonly factor: number;
  /** The least that does at present. */
  readonly needed: number;
  readonly reason: Reason;
  /** Why, for the operator. */
  readonly why: string;
}

export function planFactor(before: Levels, scene: Scene, target: number): FactorWish {
  const { seen, settings, landing, arriving, waiting } = scene;
  const { shards, parallelizationFactor: factor } = seen.capacity;
  const { maxParallelizationFactor: most, minParallelizationFactor: fewest = 1 } = settings;
  const then = Math.max(1, Math.min(shards, scene.underway ?? shards, target));
  const lagAt = (n: number) =>
    lag(
      arriving,
      waiting,
      ability(
        scene,
        [
          [0, shards],
          [landing.shards, then],
        ],
        [
          [0, factor],
          [landing.factor, n],
        ],
      ),
      {
        from: landing.factor,
        until: landing.factor + 180,
        allowance: 0,
      },
    ).worst;
  const ok = Math.max(TUNING.factorLag, lagAt(most) + 3);
  const forLoad = least(factor, fewest, most, (n) => lagAt(n) <= ok);
  const okInBurst = Math.max(TUNING.burstLag, burstLag(scene, then, ENOUGH) + 1);
  const forBurst = least(factor, fewest, most, (n) => burstLag(scene, then, n) <= okInBurst);
  const needed = Math.max(forLoad, forBurst, standing(scene, then));
  // Lag is a buffer on the way up only: what is given back must be enough without it.
  const full = Math.max(fewest, Math.ceil(scene.accept / scene.consumer));
  const lasting = Math.ceil((Math.max(scene.mean, scene.rate) * TUNING.factorStaying) / (then * scene.consumer) - 1e-9);
  const level = Math.max(needed, Math.min(most, full, lasting));
  const state = levelsAfter(before, level, seen.time, TUNING.factorStretches);
  return { state, needed, ...choose(scene, state, { needed, forLoad, then }) };
}

/** The factor that reads what may come unseen; none where all that comes can be answered. */
function standing({ standing: times, rate, mean, consumer, settings }: Scene, shards: number): number {
  if (times === 1) return 0;
  const wanted = Math.ceil((Math.max(mean, rate) * TUNING.factorStaying * times) / (shards * consumer) - 1e-9);
  return Math.min(settings.maxParallelizationFactor, wanted);
}

function choose(
  scene: Scene,
  { levels }: Levels,
  { needed, forLoad, then }: { readonly needed: number; readonly forLoad: number; readonly then: number },
): Pick<FactorWish, 'factor' | 'reason' | 'why'> {
  const { parallelizationFactor: factor } = scene.seen.capacity;
  if (needed > factor) return { factor: needed, ...whyMore(scene, then, forLoad > factor) };
  const lately = Math.max(...levels);
  const would = `a factor of ${lately} would do`;
  if (lately >= factor) return { factor, reason: 'steady', why: `a factor of ${factor} is needed` };
  if (levels.length <= 1) return { factor, reason: 'holding', why: `${would}, but little of the load is known` };
  if (scene.waiting.age >= TUNING.vetoAge)
    return { factor, reason: 'holding', why: `${would}, but not while records wait` };
  return {
    factor: lately,
    reason: 'falling',
    why: `a factor of ${lately} has been enough for at least ${stretchMinutes({ levels })} minutes`,
  };
}

function whyMore(scene: Scene, then: number, forLoad: boolean): Pick<FactorWish, 'reason' | 'why'> {
  const consumers = `a factor of ${scene.seen.capacity.parallelizationFactor} on ${then} shard${then === 1 ? '' : 's'}`;
  return forLoad
    ? { reason: isDraining(scene) ? 'draining' : 'rising', why: `${consumers} would make records late` }
    : { reason: 'rising', why: `a burst as steep as the steepest of late would make records late at ${consumers}` };
}

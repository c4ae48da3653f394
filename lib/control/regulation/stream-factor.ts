import { type Levels, levelsAfter } from './stream-levels';
import { lag } from './stream-projection';
import { ability, burstLag, ENOUGH, least, type Scene } from './stream-scene';
import { TUNING } from './stream-tuning';

export interface FactorWish {
  /** Factors that would have done. */
  readonly state: Levels;
  /** What is to be in force. */
  readonly factor: number;
  /** The least that does at present. */
  readonly needed: number;
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
  const needed = Math.max(forLoad, forBurst);
  // Lag is a buffer on the way up only: what is given back must be enough without it.
  const full = Math.max(fewest, Math.ceil(scene.accept / scene.consumer));
  const lasting = Math.ceil((Math.max(scene.mean, scene.rate) * TUNING.factorStaying) / (then * scene.consumer) - 1e-9);
  const level = Math.max(needed, Math.min(most, full, lasting));
  const state = levelsAfter(before, level, seen.time, TUNING.factorStretches);
  const { levels } = state;
  const calm = levels.length > 1 && waiting.age < TUNING.vetoAge;
  return {
    state,
    needed,
    factor: needed > factor ? needed : calm ? Math.min(factor, Math.max(...levels)) : factor,
  };
}

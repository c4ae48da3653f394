/** Whether more capacity helped; plain JSON. */
export interface ScaleUpEffect {
  /** A scale-up whose effect is not seen yet. */
  readonly open: OpenScaleUp | null;
  /** More is not asked for before this time. */
  readonly pausedUntil: number;
  readonly pauseSeconds: number;
}

interface OpenScaleUp {
  /** The first period that shows the effect ends at this time. */
  readonly showsAt: number;
  readonly units: number;
  readonly processed: number;
  readonly troubles: number;
}

/** What a period tells of it. */
export interface EffectPeriod {
  readonly time: number;
  readonly units: number;
  readonly processed: number;
  /** Errors and throttles. */
  readonly troubles: number;
  readonly waiting: number;
}

export const NO_SCALE_UP: ScaleUpEffect = {
  open: null,
  pausedUntil: 0,
  pauseSeconds: 0,
};

/** Each vain attempt doubles the pause before the next one. */
const FIRST_PAUSE_SECONDS = 600;
const LONGEST_PAUSE_SECONDS = 4 * 3600;

/** It helped if at least this part of what the units should add was worked off. */
const LEAST_GAIN = 0.25;

/** It hurt if there is so much more trouble, and trouble with so many of the records. */
const MORE_TROUBLE = 1.2;
const LEAST_TROUBLE = 0.01;

/** Notes a scale-up; one at a time is watched. */
export function scaledUp(effect: ScaleUpEffect, before: EffectPeriod, showsAt: number): ScaleUpEffect {
  if (effect.open) return effect;
  const { units, processed, troubles } = before;
  return { ...effect, open: { showsAt, units, processed, troubles } };
}

/** Judges the noted scale-up once its effect can be seen. */
export function seenEffect(effect: ScaleUpEffect, now: EffectPeriod): ScaleUpEffect {
  const { open, pauseSeconds } = effect;
  if (!open || now.time < open.showsAt) return effect;
  const more = now.units / Math.max(1, open.units) - 1;
  const gained = now.processed >= open.processed * (1 + LEAST_GAIN * more);
  const troubled = now.troubles > MORE_TROUBLE * open.troubles && now.troubles > LEAST_TROUBLE * now.processed;
  if (more <= 0 || now.waiting <= 0 || gained || !troubled) {
    return { ...effect, open: null, pauseSeconds: gained ? 0 : pauseSeconds };
  }
  const pause = Math.min(LONGEST_PAUSE_SECONDS, Math.max(FIRST_PAUSE_SECONDS, 2 * pauseSeconds));
  return { open: null, pausedUntil: now.time + pause, pauseSeconds: pause };
}

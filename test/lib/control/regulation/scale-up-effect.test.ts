import {
  type EffectPeriod,
  NO_SCALE_UP,
  scaledUp,
  type ScaleUpEffect,
  seenEffect,
} from '../../../../lib/control/regulation/scale-up-effect';

const BEFORE: EffectPeriod = { time: 0, units: 10, processed: 60_000, troubles: 100, waiting: 100_000 };
const VAIN: EffectPeriod = { ...BEFORE, units: 20, troubles: 30_000 };

/** Twice as many units were asked for, and this is what came of it. */
function attempt(effect: ScaleUpEffect, time: number, seen: Partial<EffectPeriod>): ScaleUpEffect {
  return seenEffect(scaledUp(effect, BEFORE, time), { ...VAIN, ...seen, time });
}

describe('a scale-up', () => {
  test('that only makes more trouble is followed by a pause', () => {
    expect(attempt(NO_SCALE_UP, 180, {}).pausedUntil).toBe(180 + 600);
  });

  test.each<[string, Partial<EffectPeriod>]>([
    ['worked off more', { processed: 100_000 }],
    ['made no more trouble', { troubles: 110 }],
    ['left nothing waiting', { waiting: 0 }],
    ['has not come into force', { units: 10 }],
  ])('that %s is followed by none', (_, seen) => {
    expect(attempt(NO_SCALE_UP, 180, seen)).toMatchObject({ open: null, pausedUntil: 0 });
  });

  test('that is in vain again is followed by twice the pause, up to four hours', () => {
    let effect = NO_SCALE_UP;
    const pauses = Array.from({ length: 8 }, (_, round) => {
      const time = 100_000 * (round + 1);
      effect = attempt(effect, time, {});
      return effect.pausedUntil - time;
    });
    expect(pauses.slice(0, 3)).toEqual([600, 1200, 2400]);
    expect(pauses.at(-1)).toBe(4 * 3600);
  });

  test('that helps makes the next pause a short one again', () => {
    const twice = attempt(attempt(NO_SCALE_UP, 1000, {}), 5000, {});
    const helped = attempt(twice, 9000, { processed: 120_000 });
    expect(attempt(helped, 20_000, {}).pausedUntil).toBe(20_000 + 600);
  });

  test('is not judged before its effect can be seen', () => {
    const open = scaledUp(NO_SCALE_UP, BEFORE, 180);
    expect(seenEffect(open, { ...VAIN, time: 120 })).toBe(open);
  });
});

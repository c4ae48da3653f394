import { meanRate } from './stream-load';
import { TUNING } from './stream-tuning';

/** The steepest rises of late, in records a second; plain JSON. */
export interface BurstState {
  /** Within one minute, and within three. */
  readonly one: number;
  readonly three: number;
  readonly peak: number;
  /** Seconds watched. */
  readonly watched: number;
}

export const NO_BURSTS: BurstState = { one: 0, three: 0, peak: 0, watched: 0 };

export function burstsAfter(state: BurstState, rates: readonly number[], periodSeconds: number): BurstState {
  const decay = 2 ** (-periodSeconds / TUNING.burstHalfLife);
  const minute = Math.max(60, periodSeconds);
  const now = meanRate(rates, periodSeconds, 0, minute) ?? 0;
  const oneAgo = meanRate(rates, periodSeconds, minute, minute) ?? now;
  const threeAgo = meanRate(rates, periodSeconds, 3 * minute, minute) ?? now;
  return {
    one: Math.max(state.one * decay, now - oneAgo),
    three: Math.max(state.three * decay, now - threeAgo),
    peak: Math.max(state.peak * decay, now),
    watched: state.watched + periodSeconds,
  };
}

/** The rate in a burst that starts from `rate` at 0. */
export function burst({ one, three, peak, watched }: BurstState, rate: number): (second: number) => number {
  const unknown = TUNING.unknownBurst * rate * 2 ** (-watched / TUNING.unknownHalfLife);
  const first = Math.max(TUNING.burstMargin * one, unknown);
  const third = Math.max(TUNING.burstMargin * three, unknown);
  const top = Math.max(rate + unknown, 1.05 * peak, 1.05 * rate);
  return (second) => {
    if (second <= 0) return rate;
    const rise =
      second < 60
        ? (first * second) / 60
        : second < 180
          ? first + ((third - first) * (second - 60)) / 120
          : (third * second) / 180;
    return Math.min(top, rate + rise);
  };
}

import type { DemoOptions } from './options';

/** Shares of the trace: what is played at its own pace, what trickles in, what comes as one burst; poison is mixed with the rest. */
const CALM = 0.25;
const TRICKLE = 0.05;
const BURST = 0.6;

/** The smallest capacity that the demo app lets the regulator set: so many batches at a time. */
const FEWEST_BATCHES = 2;

/** In calm times that much of it is busy. */
const BUSY = 0.55;

/** A batch of 100 rows must be done within the consumer's timeout. */
const SLOWEST_ROW_MILLIS = 15;

/** A burst that the smallest capacity would work off within so long asks for nothing more. */
const LONG_SECONDS = 45;

export interface Pace {
  /** Index of the first row that trickles in. */
  readonly trickleAt: number;
  /** Index of the first row of the burst. */
  readonly burstAt: number;
  /** Index of the first row after it. */
  readonly burstEnd: number;
  /** What a row costs the warehouse. */
  readonly millisPerRow: number;
  /** Seconds in which the smallest capacity would have worked off the burst. */
  readonly burstSeconds: number;
  /** The regulator should do something about it. */
  readonly asksForMore: boolean;
}

/** The warehouse is as slow as makes the calm trace easy, and the burst hard, for the smallest capacity. */
export function paceOf({ rows, seconds }: Pick<DemoOptions, 'rows' | 'seconds'>): Pace {
  const [trickleAt, burstAt, burstEnd] = [CALM, CALM + TRICKLE, CALM + TRICKLE + BURST].map((part) =>
    Math.floor(rows * part),
  );
  const wanted = (FEWEST_BATCHES * 1_000 * BUSY * seconds) / trickleAt;
  const millisPerRow = Math.max(1, Math.min(SLOWEST_ROW_MILLIS, wanted));
  const burstSeconds = ((burstEnd - burstAt) * millisPerRow) / 1_000 / FEWEST_BATCHES;
  return { trickleAt, burstAt, burstEnd, millisPerRow, burstSeconds, asksForMore: burstSeconds > LONG_SECONDS };
}

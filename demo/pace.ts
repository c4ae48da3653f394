import type { DemoOptions } from './options';

/**
 * Shares of the trace, in order: what comes slowly, what comes as one burst, what is played at its own pace while targets fail;
 * poison is mixed with the rest.
 */
const QUIET = 0.05;
const BURST = 0.6;
const OUTAGE = 0.25;

/** The smallest capacity that the demo app lets the regulator set: so many batches at a time. */
const FEWEST_BATCHES = 2;

/** While the trace is played that much of it is busy; before the burst, less than half as much. */
const BUSY = 0.55;
const QUIETER = 0.4;

/** A batch of 100 rows must be done within the consumer's timeout. */
const SLOWEST_ROW_MILLIS = 15;

/** A burst that the smallest capacity would work off within so long asks for nothing more. */
const LONG_SECONDS = 45;

export interface Pace {
  /** Index of the first row of the burst; those before come slowly. */
  readonly burstAt: number;
  /** Index of the first row after it, which is the first of those played at their own pace. */
  readonly burstEnd: number;
  /** Index of the first row after those. */
  readonly outageEnd: number;
  /** Time over which the rows before the burst come. */
  readonly quietMillis: number;
  /** What a row costs the warehouse. */
  readonly millisPerRow: number;
  /** Seconds in which the smallest capacity would have worked off the burst. */
  readonly burstSeconds: number;
  /** The regulator should do something about it. */
  readonly asksForMore: boolean;
}

/** The warehouse is as slow as makes the calm trace easy, and the burst hard, for the smallest capacity. */
export function paceOf({ rows, seconds }: Pick<DemoOptions, 'rows' | 'seconds'>): Pace {
  const [burstAt, burstEnd, outageEnd] = [QUIET, QUIET + BURST, QUIET + BURST + OUTAGE].map((part) =>
    Math.floor(rows * part),
  );
  const played = outageEnd - burstEnd;
  const quietMillis = (burstAt / played / QUIETER) * seconds * 1_000;
  const wanted = (FEWEST_BATCHES * 1_000 * BUSY * seconds) / played;
  const millisPerRow = Math.max(1, Math.min(SLOWEST_ROW_MILLIS, wanted));
  const burstSeconds = ((burstEnd - burstAt) * millisPerRow) / 1_000 / FEWEST_BATCHES;
  const asksForMore = burstSeconds > LONG_SECONDS;
  return { burstAt, burstEnd, outageEnd, quietMillis, millisPerRow, burstSeconds, asksForMore };
}

import type { Noise } from './noise';

/** A figure that may change as time passes; milliseconds from the start. */
export type Course = (millis: number) => number;

/** What a simulated target is like. */
export interface TargetModel {
  /** Mean time of service of a call of one record, unloaded. */
  readonly baseMillis: Course;
  /** Each further record of a call adds this. */
  readonly perRecordMillis?: number;
  readonly noise: Noise;
  /** Calls that are worked at a time; what comes on top waits in line. Infinity: none ever waits. */
  readonly servers: Course;
  /** Calls that may wait; the next is refused at once. */
  readonly room?: number;
  /** Factor on the time of service, by the calls being worked when it begins. */
  readonly slowdown?: (load: number, now: number) => number;
  /** Calls a second that are admitted, by a token bucket; others are refused at once. */
  readonly admittedPerSecond?: Course;
  /** Tokens that the bucket holds. */
  readonly burst?: number;
  /** All work stands still now and then, as in a garbage collection; times between are exponential. */
  readonly pauses?: { readonly everyMillis: number; readonly lastMillis: number };
  /** The caller gives up after this time; the target works on. */
  readonly timeoutMillis?: number;
  /** What a refusal takes. */
  readonly refusalMillis: number;
}

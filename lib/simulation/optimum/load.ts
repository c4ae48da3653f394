import type { Situation } from '../plant/situation';

/** What arrives and how fast units work, as sums over the seconds, so that any stretch can be looked up. */
export interface Load {
  readonly seconds: number;
  /** Records that arrived before second t, for t from 0 to `seconds`. */
  readonly arrivedBefore: Float64Array;
  /** Seconds of full pace before second t. */
  readonly paceBefore: Float64Array;
  /** The most that may wait at the end of the seconds before t without a record being too old. */
  mayWait(t: number): number;
}

export function loadOf(arrivals: Float64Array, { slowdown }: Situation, lagObjectiveSeconds: number): Load {
  const seconds = arrivals.length;
  const arrivedBefore = new Float64Array(seconds + 1);
  const paceBefore = new Float64Array(seconds + 1);
  for (let t = 0; t < seconds; t += 1) {
    arrivedBefore[t + 1] = arrivedBefore[t] + arrivals[t];
    paceBefore[t + 1] = paceBefore[t] + (slowdown && t >= slowdown.atSecond ? slowdown.factor : 1);
  }
  // A record of the second before the last one is a second old: whole seconds of age, as the plant counts them.
  const young = Math.floor(lagObjectiveSeconds) + 1;
  const mayWait = (t: number): number => arrivedBefore[t] - arrivedBefore[Math.max(0, t - young)];
  return { seconds, arrivedBefore, paceBefore, mayWait };
}

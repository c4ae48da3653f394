import type { Sample } from './timeline';

export type Breaker = Sample['breaker'];

/** The layers of the throughput chart, from the bottom up: first outcomes, then what came back. */
export const OUTCOMES = ['delivered', 'diverted', 'spilled', 'quarantined', 'replayed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A run of samples with one breaker state, in seconds. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly state: Breaker;
}

/** Records per second over the interval that ends at each sample; the first interval starts at 0. A count never runs backwards. */
export function rates(samples: readonly Sample[], outcome: Outcome): number[] {
  return samples.map((sample, index) => {
    const before = samples[index - 1];
    const seconds = (sample.at - (before?.at ?? 0)) / 1000;
    const records = sample[outcome] - (before?.[outcome] ?? 0);
    return seconds > 0 ? Math.max(0, records / seconds) : 0;
  });
}

/** Each layer raised by all layers below it. */
export function stack(layers: readonly (readonly number[])[]): number[][] {
  const tops: number[][] = [];
  for (const layer of layers) {
    const below = tops.at(-1);
    tops.push(layer.map((value, index) => value + (below?.[index] ?? 0)));
  }
  return tops;
}

/** A state holds from the sample that saw it until the sample that saw another. */
export function segments(samples: readonly Sample[]): Segment[] {
  const runs: Segment[] = [];
  samples.forEach((sample, index) => {
    const last = runs.at(-1);
    const to = (samples[index + 1] ?? sample).at / 1000;
    if (last?.state === sample.breaker) runs[runs.length - 1] = { ...last, to };
    else runs.push({ from: sample.at / 1000, to, state: sample.breaker });
  });
  return runs;
}

/** Ranges in which a series is above zero; holes of up to `bridge` seconds are closed. */
export function activity(seconds: readonly number[], values: readonly number[], bridge: number): [number, number][] {
  const ranges: [number, number][] = [];
  values.forEach((value, index) => {
    if (value <= 0) return;
    const from = seconds[index - 1] ?? 0;
    const to = seconds[index] ?? from;
    const last = ranges.at(-1);
    if (last && from - last[1] <= bridge) last[1] = to;
    else ranges.push([from, to]);
  });
  return ranges;
}

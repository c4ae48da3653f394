/** A sample of Netflix concurrency-limits: the time of a call, the calls under way when it began, and whether it was dropped. */
export interface Sample {
  readonly rtt: number;
  readonly inFlight: number;
  readonly dropped: boolean;
}

/** An algorithm of that library: sees samples one by one. */
export interface Algorithm {
  readonly limit: number;
  sample(sample: Sample): void;
}

/** What a deployment sets, the same for all contenders. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

export function clamp(value: number, { least, most }: Bounds): number {
  return Math.max(least, Math.min(most, value));
}

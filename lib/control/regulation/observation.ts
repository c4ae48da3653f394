/** Units of a fleet that works off one queue: concurrent invocations, environments, tasks, MiB/s of a warm stream. */
export interface WorkersCapacity {
  readonly workers: number;
}

/** A stream's two knobs: shards are the coarse one, the parallelization factor of its mapping the fine one. */
export interface StreamCapacity {
  readonly shards: number;
  readonly parallelizationFactor: number;
}

/** What was seen in the period that ended at `time`. Whatever is not known is left out. */
export interface Observation<Capacity> {
  /** End of the period, in seconds since the epoch; never before the observation that came ahead of it. */
  readonly time: number;
  /** Records that arrived in the period. */
  readonly arrivals?: number;
  /** Records worked off in the period. */
  readonly processed?: number;
  /** Records waiting at the end of the period, those at the producers included where they are known. */
  readonly backlog?: number;
  /** Age of the oldest record waiting at the end of the period. */
  readonly oldestAgeSeconds?: number;
  /** Share of the capacity that was busy in the period, 0 to 1. */
  readonly utilization?: number;
  /** Records or calls that failed in the period. */
  readonly errors?: number;
  /** Records or calls that were throttled in the period. */
  readonly throttles?: number;
  /** What is in force at the end of the period. */
  readonly capacity: Capacity;
  /** A change under way, as it was asked for. */
  readonly pending?: Partial<Capacity> | null;
}

/** No metrics could be had for this period. */
export interface Gap {
  readonly time: number;
  readonly missing: true;
}

export function isGap<Capacity>(seen: Observation<Capacity> | Gap): seen is Gap {
  return (seen as Partial<Gap>).missing === true;
}

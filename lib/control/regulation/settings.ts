/** What both planners are told. */
export interface RegulationSettings {
  /** No record should wait longer than this. A backlog is to be gone within it, too. */
  readonly lagObjectiveSeconds: number;
  /** Time between two observations. */
  readonly periodSeconds: number;
  /** From a command until it is in force: workers start, a mapping takes a new setting. */
  readonly actuationSeconds: number;
}

/** One knob: the number of workers. */
export interface WorkersSettings extends RegulationSettings {
  readonly kind: 'workers';
  /** What one worker is thought to work off at first; what it does is learned. */
  readonly recordsPerWorkerPerSecond: number;
  readonly minWorkers: number;
  readonly maxWorkers: number;
}

/** Two knobs: shards, and the parallelization factor of the mapping that reads them. */
export interface StreamSettings extends RegulationSettings {
  readonly kind: 'stream';
  /** What one shard accepts. AWS's limit is 1,000 records/s or 1 MB/s, whichever comes first. */
  readonly recordsPerShardPerSecond: number;
  /** What one concurrent batch (a shard has `parallelizationFactor` of them) is thought to work off at first. */
  readonly recordsPerConsumerPerSecond: number;
  readonly minShards: number;
  readonly maxShards: number;
  /** In any 24 hours; AWS allows 10. */
  readonly maxReshardsPerDay: number;
  /** From `UpdateShardCount` until the stream is active again. */
  readonly reshardSeconds: number;
  /** 1 where it is left out. */
  readonly minParallelizationFactor?: number;
  /** At most 10. */
  readonly maxParallelizationFactor: number;
}

/** AWS publishes what it measures a minute or two late; what a pipeline publishes itself is there a period later. */
const METRIC_SECONDS = 60;

/** From the end of a period until it is observed, as a planner reckons. */
export function metricSeconds({ periodSeconds }: RegulationSettings): number {
  return Math.min(METRIC_SECONDS, periodSeconds);
}

export type PlannerSettings = WorkersSettings | StreamSettings;

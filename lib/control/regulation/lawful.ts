import type { Reason } from './decision';
import type { Observation, StreamCapacity, WorkersCapacity } from './observation';
import type { ReshardLog } from './reshard-log';
import type { StreamSettings, WorkersSettings } from './settings';

/** A command as it may be given, or why it may not. */
export interface Lawful<Capacity> {
  readonly command?: Partial<Capacity>;
  /** Set where the wish was cut down to nothing. */
  readonly reason?: Reason;
  readonly detail?: string;
}

/** Whole workers within the limits. */
export function lawfulWorkers(
  wish: Partial<WorkersCapacity>,
  seen: Observation<WorkersCapacity>,
  { minWorkers, maxWorkers }: WorkersSettings,
): Lawful<WorkersCapacity> {
  const workers = between(wish.workers, minWorkers, maxWorkers);
  if (workers === undefined) return {};
  return workers === (seen.pending?.workers ?? seen.capacity.workers) ? {} : { command: { workers } };
}

/** Whole shards and factors within the limits, and only what AWS takes now. */
export function lawfulStream(
  wish: Partial<StreamCapacity>,
  seen: Observation<StreamCapacity>,
  settings: StreamSettings,
  reshards: ReshardLog,
): Lawful<StreamCapacity> {
  const shards = lawfulShards(wish.shards, seen, settings, reshards);
  const factor = lawfulFactor(wish.parallelizationFactor, seen, settings);
  const command = { ...shards.command, ...factor.command };
  return Object.keys(command).length > 0 ? { command } : shards;
}

function lawfulShards(
  wish: number | undefined,
  { capacity, pending }: Observation<StreamCapacity>,
  { minShards, maxShards, maxReshardsPerDay }: StreamSettings,
  reshards: ReshardLog,
): Lawful<StreamCapacity> {
  const bounded = between(wish, minShards, maxShards);
  if (bounded === undefined) return {};
  // UpdateShardCount takes at most the double and at least the half.
  const shards = between(bounded, Math.ceil(capacity.shards / 2), 2 * capacity.shards);
  if (shards === undefined || shards === capacity.shards) return {};
  if (pending?.shards !== undefined || reshards.underway !== null) {
    return { reason: 'pending', detail: `${shards} shards are wanted, and a change of shards is under way` };
  }
  if (reshards.spent.length >= maxReshardsPerDay) {
    return {
      reason: 'budget',
      detail: `${shards} shards are wanted, and ${reshards.spent.length} changes in 24 h are spent`,
    };
  }
  return { command: { shards } };
}

function lawfulFactor(
  wish: number | undefined,
  { capacity, pending }: Observation<StreamCapacity>,
  { minParallelizationFactor = 1, maxParallelizationFactor }: StreamSettings,
): Lawful<StreamCapacity> {
  const parallelizationFactor = between(wish, minParallelizationFactor, maxParallelizationFactor);
  if (parallelizationFactor === undefined || parallelizationFactor === capacity.parallelizationFactor) return {};
  return pending?.parallelizationFactor === undefined ? { command: { parallelizationFactor } } : {};
}

/** The nearest whole number within the limits; undefined where nothing is wished or the wish is no number. */
function between(wish: number | undefined, least: number, most: number): number | undefined {
  return wish === undefined || Number.isNaN(wish) ? undefined : Math.min(most, Math.max(least, Math.ceil(wish)));
}

import type { Planned } from './decision';
import { type Gap, isGap, type Observation, type StreamCapacity } from './observation';
import { NO_RESHARDS, type ReshardLog } from './reshard-log';
import type { StreamSettings } from './settings';
import { burstsAfter, NO_BURSTS } from './stream-bursts';
import { type FactorWish, planFactor } from './stream-factor';
import { type Levels, NO_LEVELS } from './stream-levels';
import { follows, loadAfter, NO_LOAD } from './stream-load';
import { reasonOf } from './stream-reason';
import { NO_RATES, ratesAfter } from './stream-rates';
import { type Known, type Scene, sceneOf } from './stream-scene';
import { NO_SHARDS, planShards, type ShardsState } from './stream-shards';

/** What a planner of a stream remembers; plain JSON. */
export interface StreamState extends Known {
  readonly v: 1;
  readonly shards: ShardsState;
  /** Factors that would have done. */
  readonly factor: Levels;
  /** A factor that was asked for and is not seen in force yet. */
  readonly asked: { readonly factor: number; readonly at: number } | null;
}

export function startStream(): StreamState {
  const known = { load: NO_LOAD, rates: NO_RATES, bursts: NO_BURSTS };
  return { v: 1, ...known, shards: NO_SHARDS, factor: NO_LEVELS, asked: null };
}

/** How many shards there should be, and how many consumers for each of them, given what was seen. */
export function planStream(
  before: StreamState,
  seen: Observation<StreamCapacity> | Gap,
  settings: StreamSettings,
  log: ReshardLog = NO_RESHARDS,
): Planned<StreamState, StreamCapacity> {
  if (isGap(seen)) return { state: before, decision: { reason: 'blind', detail: 'nothing is known of the load' } };
  const known = knownAfter(before, seen, settings);
  const scene = sceneOf(known, seen, settings, log);
  const coarse = planShards(before.shards, scene);
  const fine = planFactor(before.factor, scene, coarse.shards);

  const asked = stillAsked(before.asked, seen, settings);
  const command = commandOf(scene, coarse.shards, fine, asked === null);
  return {
    state: {
      v: 1,
      ...known,
      shards: coarse.stateIf(command.shards),
      factor: fine.state,
      asked: command.parallelizationFactor === undefined ? asked : { factor: fine.factor, at: seen.time },
    },
    decision: { command, ...reasonOf(scene, { coarse, fine, asked }, command) },
  };
}

function commandOf(
  { seen, settings, left }: Scene,
  wanted: number,
  fine: FactorWish,
  free: boolean,
): { shards?: number; parallelizationFactor?: number } {
  const { shards, parallelizationFactor: factor } = seen.capacity;
  const change = free && seen.pending?.parallelizationFactor === undefined && fine.factor !== factor;
  // Shards take their consumers with them: those that stay need enough of them by then.
  const readable = fine.needed <= factor || (change && settings.actuationSeconds <= settings.reshardSeconds);
  return {
    ...(left > 0 && (wanted > shards || (wanted < shards && readable)) && { shards: wanted }),
    ...(change && { parallelizationFactor: fine.factor }),
  };
}

function knownAfter(before: Known, seen: Observation<StreamCapacity>, settings: StreamSettings): Known {
  const agedBefore = follows(before.load, seen.time, settings) ? before.load.age : null;
  const rates = ratesAfter(before.rates, seen, settings, agedBefore);
  const accepted = seen.capacity.shards * settings.recordsPerShardPerSecond * rates.share;
  const load = loadAfter(before.load, seen, settings, accepted);
  return { rates, load, bursts: burstsAfter(before.bursts, load.rates, settings.periodSeconds) };
}

/** Metrics tell of a change this long after it happened, at most. */
const NEWS_SECONDS = 180;

/** Until a factor is seen in force another one would be refused; one that does not come was refused itself. */
function stillAsked(
  asked: StreamState['asked'],
  { time, capacity, pending }: Observation<StreamCapacity>,
  { actuationSeconds }: StreamSettings,
): StreamState['asked'] {
  if (asked === null) return null;
  const landed = capacity.parallelizationFactor === asked.factor && pending?.parallelizationFactor === undefined;
  return landed || time - asked.at > actuationSeconds + NEWS_SECONDS ? null : asked;
}

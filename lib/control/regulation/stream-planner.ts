import type { Planned } from './decision';
import { type Gap, isGap, type Observation, type StreamCapacity } from './observation';
import type { StreamSettings } from './settings';

/** What a planner of a stream remembers; plain JSON. */
export interface StreamState {
  readonly v: 1;
}

export function startStream(): StreamState {
  return { v: 1 };
}

/** How many shards there should be, and how many consumers for each of them, given what was seen. */
export function planStream(
  state: StreamState,
  seen: Observation<StreamCapacity> | Gap,
  settings: StreamSettings,
): Planned<StreamState, StreamCapacity> {
  if (isGap(seen) || seen.arrivals === undefined) {
    return { state, decision: { reason: 'blind', detail: 'nothing is known of the load' } };
  }
  const rate = seen.arrivals / settings.periodSeconds + (seen.backlog ?? 0) / settings.lagObjectiveSeconds;
  const { shards } = seen.capacity;
  const parallelizationFactor = Math.ceil(rate / settings.recordsPerConsumerPerSecond / shards / 0.85);
  return {
    state,
    decision: {
      command: { parallelizationFactor },
      reason: 'steady',
      detail: `${rate.toFixed(1)} records/s to work off`,
    },
  };
}

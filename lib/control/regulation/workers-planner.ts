import type { Planned } from './decision';
import { type Gap, isGap, type Observation, type WorkersCapacity } from './observation';
import type { WorkersSettings } from './settings';

/** What a planner of workers remembers; plain JSON. */
export interface WorkersState {
  readonly v: 1;
}

export function startWorkers(): WorkersState {
  return { v: 1 };
}

/** How many workers there should be, given what was seen. */
export function planWorkers(
  state: WorkersState,
  seen: Observation<WorkersCapacity> | Gap,
  settings: WorkersSettings,
): Planned<WorkersState, WorkersCapacity> {
  if (isGap(seen) || seen.arrivals === undefined) {
    return { state, decision: { reason: 'blind', detail: 'nothing is known of the load' } };
  }
  const rate = seen.arrivals / settings.periodSeconds + (seen.backlog ?? 0) / settings.lagObjectiveSeconds;
  const workers = Math.ceil(rate / settings.recordsPerWorkerPerSecond / 0.85);
  return {
    state,
    decision: { command: { workers }, reason: 'steady', detail: `${rate.toFixed(1)} records/s to work off` },
  };
}

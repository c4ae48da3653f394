import type { Planned } from './decision';
import { type GuardState, guarded, type Rules, startGuard } from './guard';
import { lawfulStream, lawfulWorkers } from './lawful';
import type { Gap, Observation, StreamCapacity, WorkersCapacity } from './observation';
import { asked, observed } from './reshard-log';
import type { PlannerSettings, StreamSettings, WorkersSettings } from './settings';
import { planStream, startStream, type StreamState } from './stream-planner';
import { planWorkers, startWorkers, type WorkersState } from './workers-planner';

/** Of one flow; plain JSON, so that it survives between two invocations. */
export type RegulationState =
  | { readonly kind: 'workers'; readonly guard: GuardState; readonly planner: WorkersState }
  | { readonly kind: 'stream'; readonly guard: GuardState; readonly planner: StreamState };

/** The capacity of either kind of plant. */
export type Capacity = WorkersCapacity | StreamCapacity;

export function startRegulation(settings: PlannerSettings): RegulationState {
  return settings.kind === 'workers'
    ? { kind: 'workers', guard: startGuard(), planner: startWorkers() }
    : { kind: 'stream', guard: startGuard(), planner: startStream() };
}

/**
 * What to set after an observation: the planner's wish, held within the limits, AWS's quotas and what can be trusted.
 *
 * @param state of this flow, `startRegulation(settings)` at first
 * @param seen the period observed last, or a gap
 * @param settings of this flow
 * @param now seconds since the epoch, on the clock of `seen.time`
 */
export function regulate(
  state: RegulationState,
  seen: Observation<Capacity> | Gap,
  settings: PlannerSettings,
  now: number,
): Planned<RegulationState, Capacity> {
  if (state.kind === 'workers' && settings.kind === 'workers') {
    const planned = guarded(state, seen as Observation<WorkersCapacity> | Gap, now, workersRules(settings));
    return { state: { kind: 'workers', ...planned.state }, decision: planned.decision };
  }
  if (state.kind === 'stream' && settings.kind === 'stream') {
    const planned = guarded(state, seen as Observation<StreamCapacity> | Gap, now, streamRules(settings));
    return { state: { kind: 'stream', ...planned.state }, decision: planned.decision };
  }
  // The knobs of a flow were exchanged: what was learned about the old ones says nothing of the new ones.
  return regulate(startRegulation(settings), seen, settings, now);
}

function workersRules(settings: WorkersSettings): Rules<WorkersState, WorkersCapacity> {
  return {
    plan: (planner, seen) => planWorkers(planner, seen, settings),
    observed: (log) => log,
    lawful: (wish, seen) => lawfulWorkers(wish, seen, settings),
    asked: (log) => log,
  };
}

function streamRules(settings: StreamSettings): Rules<StreamState, StreamCapacity> {
  return {
    plan: (planner, seen, log) => planStream(planner, seen, settings, log),
    observed: (log, seconds, seen) => observed(log, seconds, seen, settings),
    lawful: (wish, seen, log) => lawfulStream(wish, seen, settings, log),
    asked: (log, { shards }) => (shards === undefined ? log : asked(log, shards)),
  };
}

import type { RegulatedFlow } from '../../lib/contract/regulation';
import type { Gap, Observation } from '../../lib/control/regulation/observation';
import { type Capacity, regulate } from '../../lib/control/regulation/regulate';
import type { PlannerSettings } from '../../lib/control/regulation/settings';
import { delayOf } from './observe';

type Regulate = typeof regulate;

/** How a regulator decides, and how it takes the flows that were deployed. */
export interface Planning {
  readonly regulate: Regulate;
  readonly prepared: (flow: RegulatedFlow) => RegulatedFlow;
}

export const REAL_TIME: Planning = { regulate, prepared: (flow) => flow };

/** Planners that count `scale` seconds in one of the clock, on metrics that come so many times sooner. */
export function planningOn(scale: number): Planning {
  if (scale === 1) return REAL_TIME;
  const prepared = (flow: RegulatedFlow): RegulatedFlow => ({ ...flow, metricDelaySeconds: delayOf(flow) / scale });
  return { regulate: onTimeScale(regulate, scale), prepared };
}

/**
 * A planner that counts `scale` seconds in one of the clock. All that it knows of minutes and hours (how long it holds, learns
 * and waits) then shows in seconds and minutes, on a flow that is so many times faster: the same decisions, for a demonstration.
 * How long services take to change a capacity is left as the flow states it, and so is counted in the planner's seconds:
 * emulated services are faster, too.
 */
export function onTimeScale(decide: Regulate, scale: number): Regulate {
  return (state, seen, settings, now) => {
    const { decision, ...planned } = decide(state, slowed(seen, scale), slowedSettings(settings, scale), now * scale);
    const detail = `${decision.detail} (${scale} of its seconds are one of the clock)`;
    return { ...planned, decision: { ...decision, detail } };
  };
}

function slowed(seen: Observation<Capacity> | Gap, scale: number): Observation<Capacity> | Gap {
  const time = seen.time * scale;
  if ('missing' in seen || seen.oldestAgeSeconds === undefined) return { ...seen, time };
  return { ...seen, time, oldestAgeSeconds: seen.oldestAgeSeconds * scale };
}

function slowedSettings(settings: PlannerSettings, scale: number): PlannerSettings {
  const common = {
    lagObjectiveSeconds: settings.lagObjectiveSeconds * scale,
    periodSeconds: settings.periodSeconds * scale,
  };
  if (settings.kind === 'workers') {
    return { ...settings, ...common, recordsPerWorkerPerSecond: settings.recordsPerWorkerPerSecond / scale };
  }
  return {
    ...settings,
    ...common,
    recordsPerShardPerSecond: settings.recordsPerShardPerSecond / scale,
    recordsPerConsumerPerSecond: settings.recordsPerConsumerPerSecond / scale,
  };
}

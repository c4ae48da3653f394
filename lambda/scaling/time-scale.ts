import type { Gap, Observation } from '../../lib/control/regulation/observation';
import type { Capacity, regulate } from '../../lib/control/regulation/regulate';
import type { PlannerSettings } from '../../lib/control/regulation/settings';

type Regulate = typeof regulate;

/**
 * A planner that counts `scale` seconds in one of the clock. All that it knows of minutes and hours (how long it holds, learns
 * and waits) then shows in seconds and minutes, on a flow that is so many times faster: the same decisions, for a demonstration.
 */
export function onTimeScale(decide: Regulate, scale: number): Regulate {
  if (scale === 1) return decide;
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
    actuationSeconds: settings.actuationSeconds * scale,
  };
  if (settings.kind === 'workers') {
    return { ...settings, ...common, recordsPerWorkerPerSecond: settings.recordsPerWorkerPerSecond / scale };
  }
  return {
    ...settings,
    ...common,
    reshardSeconds: settings.reshardSeconds * scale,
    recordsPerShardPerSecond: settings.recordsPerShardPerSecond / scale,
    recordsPerConsumerPerSecond: settings.recordsPerConsumerPerSecond / scale,
  };
}

import { commanded, unitsAsked } from './capacity-timeline';
import type { Decision, Planned } from './decision';
import { type Gap, isGap, type Observation, type WorkersCapacity } from './observation';
import { scaledUp } from './scale-up-effect';
import type { WorkersSettings } from './settings';
import { figure } from './shown-figure';
import { type Choice, choose } from './workers-choice';
import { effectIn, insight, missed, type WorkersState } from './workers-memory';
import type { Scene } from './workers-needs';

export { startWorkers, type WorkersState } from './workers-memory';

/** How many workers there should be, given what was seen. */
export function planWorkers(
  state: WorkersState,
  seen: Observation<WorkersCapacity> | Gap,
  settings: WorkersSettings,
): Planned<WorkersState, WorkersCapacity> {
  if (isGap(seen)) return { state: missed(state), decision: blind('there are no metrics') };
  const { state: known, scene } = insight(state, seen, settings);
  if (!scene) return { state: known, decision: blind('nothing tells what arrived') };
  const choice = choose(known, scene, settings);
  const asked = unitsAsked(scene.timeline);
  const next = { ...known, fewerDo: choice.fewerDo };
  const detail = detailOf(choice, scene);
  const outside = isOutside(seen, settings);
  const reason = outside ? 'outside-limits' : choice.reason;
  if (choice.workers === asked && !outside) return { state: next, decision: { reason, detail } };
  const { actuationSeconds, periodSeconds } = settings;
  const timeline = commanded(scene.timeline, choice.workers, scene.now, actuationSeconds);
  const showsAt = scene.now + actuationSeconds + periodSeconds;
  const effect =
    choice.workers > (asked ?? 0) ? scaledUp(known.effect, effectIn(seen, scene.waiting), showsAt) : known.effect;
  return {
    state: { ...next, timeline, effect },
    decision: { command: { workers: choice.workers }, reason, detail },
  };
}

/** What is in force or seen to be under way is not allowed: it is said again until it is changed. */
function isOutside(
  { capacity, pending }: Observation<WorkersCapacity>,
  { minWorkers, maxWorkers }: WorkersSettings,
): boolean {
  const workers = pending?.workers ?? capacity.workers;
  return workers < minWorkers || workers > maxWorkers;
}

function blind(detail: string): Decision<WorkersCapacity> {
  return { reason: 'blind', detail };
}

function detailOf({ needs, standing, workers }: Choice, { waiting, ofWorker }: Scene): string {
  const { expected, prepared, waitSeconds } = needs;
  const parts = [
    `${figure(expected)} records/s are expected, up to ${figure(prepared)}`,
    `${figure(waiting)} records wait`,
    `a command given now finds a wait of ${figure(waitSeconds)} s`,
    `a worker does ${figure(ofWorker)} records/s`,
    ...(standing > prepared ? [`${figure(standing)} records/s are kept ready for bursts that cannot be foreseen`] : []),
  ];
  return `${parts.join('; ')}: ${workers} worker${workers === 1 ? '' : 's'}`;
}

import { unitsAsked } from './capacity-timeline';
import type { Reason } from './decision';
import type { WorkersSettings } from './settings';
import { worthKeeping } from './standing-capacity';
import { answerHolds, bandOf, isAnswered, isSecondPart, largestAnswer, needsSecondLook } from './steady-load';
import type { WorkersState } from './workers-memory';
import { HEADROOM, type Needs, needsOf, type Scene } from './workers-needs';

/** How many workers there should be. */
export interface Choice {
  readonly workers: number;
  readonly reason: Reason;
  /** Fewer would do, by enough to be worth a change. */
  readonly fewerDo: boolean;
  readonly needs: Needs;
  /** Records a second that bursts make worth being ready for. */
  readonly standing: number;
}

/** What the needs come to, in workers. */
interface Counts {
  readonly asked: number;
  /** Needed once a command given now is in force. */
  readonly more: number;
  /** Enough if it is all there is from now on. */
  readonly least: number;
}

export function choose(state: WorkersState, scene: Scene, settings: WorkersSettings): Choice {
  const needs = needsOf(scene, settings);
  const standing = worthKeeping(state.standing);
  const workersFor = (rate: number): number => limited(rate / scene.ofWorker, settings);
  const asked = unitsAsked(scene.timeline) ?? 0;
  const more = workersFor(Math.max(standing, Math.min(needs.more, largestAnswer(state, scene, needs, settings))));
  const least = workersFor(Math.max(standing, needs.least));
  const held = answerHolds(state, scene, needs);
  const fewerDo = least * (1 + bandOf(held)) < asked;
  const choice = { needs, standing, fewerDo, workers: asked };
  if (asked !== limited(asked, settings))
    return { ...choice, workers: limited(asked, settings), reason: 'outside-limits' };
  const answered = held && isAnswered(scene, needs, asked, more);
  if (more > asked && !answered && !needsSecondLook(state, scene, needs, settings)) {
    if (scene.time < state.effect.pausedUntil) return { ...choice, reason: 'ineffective' };
    const workers = Math.max(more, workersFor(needs.expected * (1 + HEADROOM)));
    return { ...choice, workers, reason: needs.expected > asked * scene.ofWorker ? 'rising' : 'draining' };
  }
  if (fewerDo && (state.fewerDo || isSecondPart(state))) return { ...choice, workers: least, reason: 'falling' };
  return { ...choice, reason: reasonToStay(scene, needs, { asked, more, least }, settings) };
}

function reasonToStay(
  { timeline, now, ofWorker, waiting }: Scene,
  needs: Needs,
  { asked, least }: Counts,
  { maxWorkers }: WorkersSettings,
): Reason {
  if (asked >= maxWorkers && needs.more > asked * ofWorker) return 'at-limit';
  if ((timeline.at(-1)?.at ?? 0) > now) return 'pending';
  if (waiting > needs.expected && asked * ofWorker > needs.expected) return 'draining';
  return least < asked ? 'holding' : 'steady';
}

function limited(workers: number, { minWorkers, maxWorkers }: WorkersSettings): number {
  // A hair above a whole number is that number.
  return Math.min(maxWorkers, Math.max(minWorkers, Math.ceil(workers - 1e-9)));
}

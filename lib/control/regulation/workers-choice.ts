import { standingForJump } from './blind-jump';
import { unitsAsked } from './capacity-timeline';
import type { Reason } from './decision';
import { isKnown, isNoisy } from './forecast';
import type { WorkersSettings } from './settings';
import { worthKeeping } from './standing-capacity';
import { answerHolds, bandOf, isAnswered, isSecondPart, largestAnswer, needsSecondLook } from './steady-load';
import type { WorkersState } from './workers-memory';
import { HEADROOM, type Needs, needsOf, type Scene } from './workers-needs';

/** In less than half an hour bursts are not known. */
const UNKNOWN_SECONDS = 1750;

/** What stands for a jump may be so much more or less. */
const JUMP_TOLERANCE = 0.1;

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

export function choose(state: WorkersState, scene: Scene, settings: WorkersSettings): Choice {
  const needs = needsOf(scene, settings);
  const workersFor = (rate: number): number => limited(rate / scene.ofWorker, settings);
  const asked = unitsAsked(scene.timeline) ?? 0;
  const standing = Math.max(standingRate(state), standsForJump(needs, asked * scene.ofWorker, settings));
  const answer = Math.min(needs.more, largestAnswer(state, scene, needs, settings));
  const more = workersFor(Math.max(standing, answer));
  const least = workersFor(Math.max(standing, needs.least));
  const held = answerHolds(state, scene, needs);
  const fewerDo = least * (1 + bandOf(held, scene)) < asked;
  const stay = { needs, standing, fewerDo, workers: asked };

  if (asked !== limited(asked, settings))
    return { ...stay, workers: limited(asked, settings), reason: 'outside-limits' };
  const answered = (held && isAnswered(scene, needs, asked, more)) || needsSecondLook(state, scene, needs, settings);
  if (more > asked && !answered) {
    if (scene.time < state.effect.pausedUntil) return { ...stay, reason: 'ineffective' };
    const workers = Math.max(more, workersFor(needs.expected * (1 + HEADROOM)));
    return { ...stay, workers, reason: isDraining(scene, needs, asked) ? 'draining' : 'rising' };
  }
  if (fewerDo && isSure(state)) return { ...stay, workers: least, reason: 'falling' };
  return { ...stay, reason: reasonToStay(scene, needs, { asked, least }, settings) };
}

/** That fewer do was seen twice; of a noisy load, what is expected does not change at one sight anyway. */
function isSure(state: WorkersState): boolean {
  return state.fewerDo || isNoisy(state.forecast) || isSecondPart(state);
}

/** What bursts make worth being ready for. What a noisy flow needed once it may need again, until its bursts are known. */
function standingRate({ standing, forecast }: WorkersState): number {
  const unknown = standing.seconds < UNKNOWN_SECONDS && isKnown(forecast) && isNoisy(forecast);
  return Math.max(worthKeeping(standing), unknown ? forecast.peak : 0);
}

/** Where a jump would be answered too late. What is asked for and near it is kept: it need not be exact. */
function standsForJump({ expected }: Needs, held: number, settings: WorkersSettings): number {
  const times = standingForJump(settings);
  if (times <= 1) return 0;
  const wanted = times * expected;
  return Math.abs(held - wanted) <= JUMP_TOLERANCE * wanted ? held : wanted;
}

function reasonToStay(
  scene: Scene,
  needs: Needs,
  { asked, least }: { readonly asked: number; readonly least: number },
  { maxWorkers }: WorkersSettings,
): Reason {
  if (asked >= maxWorkers && needs.more > asked * scene.ofWorker) return 'at-limit';
  if ((scene.timeline.at(-1)?.at ?? 0) > scene.now) return 'pending';
  if (isDraining(scene, needs, asked)) return 'draining';
  return least < asked ? 'holding' : 'steady';
}

/** What waits, more than comes in a second, is the only thing that is too much for the workers. */
function isDraining({ waiting, ofWorker }: Scene, { expected }: Needs, asked: number): boolean {
  return waiting > expected && asked * ofWorker >= expected;
}

function limited(workers: number, { minWorkers, maxWorkers }: WorkersSettings): number {
  // A hair above a whole number is that number.
  return Math.min(maxWorkers, Math.max(minWorkers, Math.ceil(workers - 1e-9)));
}

import { isKnown, isSteady, periodsSinceJump } from './forecast';
import type { WorkersSettings } from './settings';
import type { WorkersState } from './workers-memory';
import { HEADROOM, type Needs, type Scene } from './workers-needs';

/**
 * A steady load that changes at once is thought to have changed for good. It gets one answer, at first sight, and the answer
 * holds for an hour: as much as the new level needs, and up to so much more to work off what came before it is in force.
 */
const LEAST_DRAIN = 0.1;
const HELD_SECONDS = 3600;

/** What came while nothing could be done is worked off in about this time. */
const DRAIN_SECONDS = 450;

/** Fewer workers are not worth a change if they are fewer by no more than this share. */
const BAND = 0.06;

/** The load is at the same level within this share of it. */
const SAME_LEVEL = 0.2;

/** What is seen so long after a change is still the change itself. */
const ANSWER_SECONDS = 240;

/** A second look may cost this share of the time that the answer takes anyway. */
const SECOND_LOOK = 1 / 6;

/** A period with no more than this share of what was expected shows the first part of a fall. */
const FIRST_PART = 0.95;

/** The load is steady since it changed, or since it is seen at all. */
export function answerHolds({ forecast, level }: WorkersState, { time }: Scene, { expected }: Needs): boolean {
  if (!level || (isKnown(forecast) && !isSteady(forecast)) || time - level.since >= HELD_SECONDS) return false;
  return Math.abs(expected - level.rate) < SAME_LEVEL * level.rate;
}

/** Share by which fewer workers have to be fewer to be worth a change: more than what was added to an answer that holds. */
export function bandOf(held: boolean, scene: Scene): number {
  return held ? mostDrain(scene) : BAND;
}

/** What was asked for answers the change already: a worker more or less is no reason to ask again. */
export function isAnswered({ ofWorker }: Scene, { expected }: Needs, asked: number, more: number): boolean {
  return asked * ofWorker >= expected * (1 + HEADROOM) && more <= Math.ceil(asked * (1 + LEAST_DRAIN));
}

/** Where periods are short, a change that makes no record late is looked at twice: it may have come in the midst of one. */
export function needsSecondLook(
  { forecast }: WorkersState,
  { timeline, now }: Scene,
  { waitSeconds }: Needs,
  { periodSeconds, actuationSeconds, lagObjectiveSeconds }: WorkersSettings,
): boolean {
  const isFirst = isSteady(forecast) && periodsSinceJump(forecast) === 1 && (timeline.at(-1)?.at ?? 0) <= now;
  const isCheap = periodSeconds <= SECOND_LOOK * actuationSeconds;
  return isFirst && isCheap && waitSeconds + periodSeconds <= lagObjectiveSeconds;
}

/** A fall whose first part came in the period before. */
export function isSecondPart({ forecast, level, rates }: WorkersState): boolean {
  return level !== null && periodsSinceJump(forecast) === 1 && rates.length > 1 && rates[1] < FIRST_PART * level.from;
}

/** The answer to a change is no larger than the new level can use; unless the load rises on. */
export function largestAnswer(
  { forecast, level }: WorkersState,
  scene: Scene,
  { expected, waitSeconds }: Needs,
  { lagObjectiveSeconds }: WorkersSettings,
): number {
  // After a gap it is not known how long ago the load changed, nor how much piled up since.
  const isFirstSight = level && !level.further && scene.time - level.since < ANSWER_SECONDS && scene.rates.length > 1;
  if (!isSteady(forecast) || !isFirstSight) return Infinity;
  const drain = (waitSeconds / lagObjectiveSeconds - 0.5) / 2;
  return expected * (1 + Math.max(LEAST_DRAIN, Math.min(mostDrain(scene), drain)));
}

/** The share above the new level that works off in time what comes from a change until its answer is in force. */
function mostDrain({ horizon }: Scene): number {
  return ((horizon.periods + 1) * horizon.periodSeconds) / DRAIN_SECONDS;
}

import { metricSeconds, type RegulationSettings } from './settings';

/** A jump of the load to so many times what is expected is prepared for; what goes beyond is too rare to be paid for all day. */
const FACTOR = 3;

/** How long records may have waited when the answer to such a jump is in force, in lag objectives. */
const MOST_WAIT = 2;

/**
 * Capacity, as a multiple of what is expected, that stands for a jump nobody can foresee. It is all there is until the jump has been
 * seen and the answer is in force, and of the wait in this time its size alone decides. At most 1, that is nothing, where
 * that time is three objectives or less: an answer is soon enough then.
 */
export function standingForJump(settings: RegulationSettings): number {
  const { periodSeconds, actuationSeconds, lagObjectiveSeconds } = settings;
  const blindSeconds = periodSeconds + metricSeconds(settings) + actuationSeconds;
  return (FACTOR * (blindSeconds - MOST_WAIT * lagObjectiveSeconds)) / blindSeconds;
}

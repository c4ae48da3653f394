import type { Scenario } from '../scenario';
import { allPoison, duplicates, onePoison, windowTwice } from './records';
import { answersLost, bothDown, targetDown } from './target';

/** In the order in which those of one pipeline are played. */
export const SCENARIOS: readonly Scenario[] = [
  onePoison,
  allPoison,
  duplicates,
  targetDown,
  bothDown,
  answersLost,
  windowTwice,
];

import type { Scenario } from '../scenario';
import { failingSubscriber, lockedTopic, recursion, silentSource } from './alerts';
import { answers, deployed, killed, lossy, regulatorDead, throttled } from './handlers';
import { burst, redrive } from './load';
import { allPoison, duplicates, onePoison, windowTwice } from './records';
import { keyDisabled, secret, stateAway } from './services';
import { answersLost, bothDown, targetDown } from './target';

/** By their numbers, which is the order in which those of one pipeline are played. */
export const SCENARIOS: readonly Scenario[] = [
  onePoison,
  allPoison,
  killed('4f', 'fifo'),
  killed('4s', 'stream'),
  answers('5f', 'fifo'),
  answers('5s', 'stream'),
  duplicates,
  stateAway,
  throttled,
  targetDown,
  bothDown,
  answersLost,
  keyDisabled,
  lockedTopic,
  failingSubscriber,
  silentSource,
  burst,
  redrive,
  windowTwice,
  recursion,
  deployed,
  secret,
  regulatorDead,
  lossy,
];

import type { Scenario } from '../scenario';
import { targetDown } from './target-down';

/** In the order in which those of one pipeline are played. */
export const SCENARIOS: readonly Scenario[] = [targetDown];

import type { Scenario } from '../scenario';
import { BATCHES } from './batches';
import { CHANGES } from './changes';
import { LIMITS } from './limits';
import { QUEUES } from './queues';
import { SHARED } from './environments';

export const SCENARIOS: readonly Scenario[] = [...QUEUES, ...LIMITS, ...CHANGES, ...SHARED, ...BATCHES];

import { Scenario } from '../scenario';
import { servers } from './queues';

const CALM = { kind: 'lognormal', sigma: 0.2 } as const;

/** Several environments call one target, and none knows of the others. */
export const SHARED: readonly Scenario[] = [
  servers('4 environments share 60 servers', 60, CALM, { environments: 4 }),
  servers('10 environments share 20 servers', 20, CALM, { environments: 10 }),
];

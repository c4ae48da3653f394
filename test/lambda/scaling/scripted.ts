import type { Decision } from '../../../lib/control/regulation/decision';
import type { Capacity, regulate } from '../../../lib/control/regulation/regulate';
import type { Seen } from '../../../lambda/scaling/observe';

/** Decides as a test says, and remembers what it was shown. */
export interface Script {
  readonly regulate: typeof regulate;
  readonly seen: Seen[];
  /** What it will decide from now on. */
  decision: Decision<Capacity>;
}

export function scripted(decision: Decision<Capacity> = { reason: 'steady', detail: 'all is well' }): Script {
  const script: Script = {
    seen: [],
    decision,
    regulate: (state, seen) => {
      script.seen.push(seen);
      return { state, decision: script.decision };
    },
  };
  return script;
}

/** A wish for so many workers. */
export function wish(workers: number): Decision<Capacity> {
  return { command: { workers }, reason: 'rising', detail: `${workers} are needed` };
}

import type { RegulatedFlow } from '../../lib/contract/regulation';
import type { Window } from '../../lib/control/observing/window';
import type { regulate } from '../../lib/control/regulation/regulate';
import type { FlowStore, Stored } from './flow-store';
import type { QueueDepth, RegulatorHost } from './host';
import type { Answer } from './metric-round';
import type { Readings } from './reading-budget';

/** What is the same for all flows of a pass. */
export interface Turn {
  readonly host: RegulatorHost;
  readonly store: FlowStore;
  readonly readings: Readings;
  /** What decides. */
  readonly regulate: typeof regulate;
  /** Seconds since the epoch. */
  readonly now: number;
}

/** A flow that is due, with all that was learned of it so far. */
export interface Sight {
  readonly flow: RegulatedFlow;
  readonly stored: Stored;
  readonly due: 'glance' | 'look';
  readonly queue?: QueueDepth;
  readonly window: Window;
  readonly answer: Answer;
}

/** A flow of which nothing is to be done, or for which another invocation acts. */
export const NOTHING_DONE: Outcome = { stuck: false, disabled: false, pressed: false };

/** What became of a flow in a pass. */
export interface Outcome {
  /** Nothing could be decided, or an API refused. */
  readonly stuck: boolean;
  /** Its mapping was left disabled. */
  readonly disabled: boolean;
  /** It is to be looked at each period. */
  readonly pressed: boolean;
}

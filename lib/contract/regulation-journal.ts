import type { Reason } from '../control/regulation/decision';
import type { Knob } from './regulation';

/** Dimension of the metrics about a regulator as a whole: its name. */
export const REGULATOR_DIMENSION = 'Regulator';

/** Dimension, next to `Pipeline`, of what is published about one knob: its kind. */
export const KNOB_DIMENSION = 'Knob';

/**
 * What a regulator publishes, as EMF. A custom metric is billed for each hour in which it gets a value: nothing is published of
 * a tick in which all is well. That a tick took place at all is seen from Lambda's own metrics, which are free.
 */
export const REGULATION_METRIC = {
  /**
   * By regulator: flows of which nothing could be decided, as their metrics are missing or absurd, or whose setting an API
   * refused. One row a tick with one or more of them, none otherwise. A silent source is calm, not blind.
   */
  stuckFlows: 'StuckFlows',
  /** By regulator: mappings that were found disabled. One row a tick with one or more of them, none otherwise. */
  disabledMappings: 'DisabledMappings',
  /** By pipeline and knob: the value that was set, or in observe mode would have been. One row a decision with a command. */
  decidedCapacity: 'DecidedCapacity',
} as const;

/** What became of a decision. */
export type JournalOutcome =
  /** The API took the command. */
  | 'set'
  /** Observe mode: it would have been set. */
  | 'advised'
  /** The API refused it. */
  | 'refused'
  /** Nothing was to be set. */
  | 'kept';

/**
 * One line of JSON in the regulator's log, for every decision with a command or a refusal, and whenever a flow's reason or
 * its mapping's state is another than at the tick before.
 */
export interface JournalEntry {
  /** Tells these lines from all others in the log group. */
  readonly journal: 'regulation';
  readonly flow: string;
  readonly pipeline: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly mode: 'act' | 'observe';
  readonly outcome: JournalOutcome;
  readonly reason: Reason;
  /** One sentence with the figures. */
  readonly detail: string;
  /** Each knob that the command is about. */
  readonly changes?: readonly { readonly knob: Knob['kind']; readonly from?: number; readonly to: number }[];
  /** What the API said when it refused. */
  readonly error?: string;
  /** The flow's mapping is disabled. */
  readonly mappingDisabled?: true;
}

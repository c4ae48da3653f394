import type { Observation, StreamCapacity } from './observation';
import type { StreamSettings } from './settings';

/** A little more than the day that AWS looks back: two clocks never agree to the second. */
const DAY_SECONDS = 24 * 3600 + 120;

/** Time that a day is reckoned by passes no faster than this between two observations. */
const LONGEST_STEP_SECONDS = 3600;

/** A change that was asked for and is not seen after this is taken as refused. */
const GIVE_UP_SECONDS = 600;

/**
 * The reshards of the last 24 hours, on a clock of its own that never goes back, and that a jump of the real one moves
 * by an hour at most: AWS counts by its own clock, and the budget must not be overdrawn because ours was wrong.
 */
export interface ReshardLog {
  readonly clock: number;
  /** When the changes of the last 24 hours were asked for. */
  readonly spent: readonly number[];
  /** Asked for by us and not seen in force yet. */
  readonly underway: { readonly shards: number; readonly at: number } | null;
  /** In force when no change was under way, last, to notice what others change. */
  readonly shards: number | null;
}

export const NO_RESHARDS: ReshardLog = { clock: 0, spent: [], underway: null, shards: null };

/** The log after `seconds` have passed and `seen` is what is in force. */
export function observed(
  log: ReshardLog,
  seconds: number,
  { capacity: { shards }, pending }: Observation<StreamCapacity>,
  { reshardSeconds }: StreamSettings,
): ReshardLog {
  const clock = log.clock + Math.min(LONGEST_STEP_SECONDS, Math.max(0, seconds));
  const spent = log.spent.filter((at) => at > clock - DAY_SECONDS);
  // While a change is under way, the stream has numbers of shards that nobody asked for.
  if (pending?.shards !== undefined) return { ...log, clock, spent };
  const { underway } = log;
  const ours = underway?.shards === shards;
  const lost = underway !== null && clock - underway.at > reshardSeconds + GIVE_UP_SECONDS;
  const others = !ours && log.shards !== null && log.shards !== shards;
  return {
    clock,
    // Somebody else's change is on the same account.
    spent: others ? [...spent, clock] : spent,
    underway: ours || lost ? null : underway,
    shards,
  };
}

/** The log after a change was asked for. */
export function asked(log: ReshardLog, shards: number): ReshardLog {
  return { ...log, spent: [...log.spent, log.clock], underway: { shards, at: log.clock } };
}

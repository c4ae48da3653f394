import type { Capacity, RegulationState } from './regulate';
import type { ReshardLog } from './reshard-log';

/**
 * The state after a command was not given: it was only advice, the time was excluded, or the API refused it before it began.
 * A reshard that did not take place costs nothing of the day's budget.
 */
export function withdrawn(state: RegulationState, command: Partial<Capacity>): RegulationState {
  const { guard } = state;
  if (!('shards' in command) || guard.reshards.underway?.shards !== command.shards) return state;
  return { ...state, guard: { ...guard, reshards: withoutUnderway(guard.reshards) } };
}

function withoutUnderway(log: ReshardLog): ReshardLog {
  const index = log.spent.lastIndexOf(log.underway?.at ?? NaN);
  return { ...log, spent: log.spent.filter((_, each) => each !== index), underway: null };
}

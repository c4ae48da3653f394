import type { Capacity, RegulationState } from '../../../../lib/control/regulation/regulate';
import { startRegulation } from '../../../../lib/control/regulation/regulate';
import type { ReshardLog } from '../../../../lib/control/regulation/reshard-log';
import { withdrawn } from '../../../../lib/control/regulation/withdrawn';
import { streamSettings } from './settings';

function stateOf(reshards: Partial<ReshardLog>): RegulationState {
  const state = startRegulation(streamSettings());
  return { ...state, guard: { ...state.guard, reshards: { ...state.guard.reshards, ...reshards } } };
}

const asked = stateOf({ clock: 500, spent: [100, 500], underway: { shards: 6, at: 500 }, shards: 3 });

describe('a command that was not given', () => {
  it('costs nothing of the reshards of the day, and is not under way', () => {
    const { reshards } = withdrawn(asked, { shards: 6 }).guard;
    expect(reshards).toEqual({ clock: 500, spent: [100], underway: null, shards: 3 });
  });

  it.each<Partial<Capacity>>([{ shards: 4 }, { parallelizationFactor: 6 }, { workers: 6 }, {}])(
    'of %j changes nothing about the reshard that is under way',
    (command) => expect(withdrawn(asked, command)).toBe(asked),
  );
});

import type { Gap, Observation, WorkersCapacity } from '../../../../lib/control/regulation/observation';
import { trusted } from '../../../../lib/control/regulation/trust';

const NOW = 10_000;
const GOOD: Observation<WorkersCapacity> = {
  time: NOW - 60,
  arrivals: 600,
  processed: 590,
  backlog: 10,
  capacity: { workers: 2 },
};

function look(seen: Partial<Observation<WorkersCapacity>> | Gap, after: number | null = NOW - 120) {
  return trusted('missing' in seen ? seen : { ...GOOD, ...seen }, after, NOW);
}

describe('an observation is used', () => {
  test('as it is, where all of it can be true', () => {
    expect(look({})).toEqual({ observation: GOOD });
  });

  test('where its clock is ahead of ours by no more than clocks are', () => {
    expect(look({ time: NOW + 60 })).toHaveProperty('observation');
  });

  test('though some of its figures are missing', () => {
    const looked = look({ processed: null as unknown as undefined });
    expect(looked).toHaveProperty('observation.arrivals', 600);
    expect(looked).not.toHaveProperty('observation.processed');
  });
});

describe('an observation is not used', () => {
  test.each<[string, Partial<Observation<WorkersCapacity>> | Gap, RegExp]>([
    ['that has no time', { time: NaN }, /its time is NaN/],
    ['from the future', { time: NOW + 61 }, /it is 61 s ahead of the clock/],
    ['that is stale', { time: NOW - 901 }, /it is 901 s old/],
    ['that was seen before', { time: NOW - 120 }, /not newer/],
    ['that is a gap', { time: NOW, missing: true }, /there are no metrics/],
    ['with a negative capacity', { capacity: { workers: -1 } }, /workers in force is -1/],
    ['with half a worker', { capacity: { workers: 1.5 } }, /workers in force is 1.5/],
    [
      'that knows nothing of the flow',
      { arrivals: undefined, processed: undefined, backlog: undefined, errors: 0 },
      /none of arrivals, processed, backlog/,
    ],
    ['with a negative figure, though others are good', { arrivals: -5 }, /arrivals is -5/],
    ['with an age below zero', { oldestAgeSeconds: -1 }, /oldestAgeSeconds is -1/],
    ['with a figure that is no number', { backlog: NaN }, /backlog is NaN/],
    ['with an infinite figure', { errors: Infinity }, /errors is Infinity/],
    ['with a string from a broken metric', { processed: 'many' as unknown as number }, /processed is many/],
    ['with more than anybody has', { backlog: 1e13 }, /backlog is 10000000000000/],
  ])('%s, and the reason says why', (_, seen, why) => {
    expect(look(seen)).toEqual({
      untrusted: expect.stringMatching(why) as string,
    });
  });
});

import { readTimeScale } from '../../../lambda/adapters/environment';
import { delayOf } from '../../../lambda/scaling/observe';
import { onTimeScale, planningOn, REAL_TIME } from '../../../lambda/scaling/time-scale';
import { queueFlow } from './flows';
import type { Gap, Observation } from '../../../lib/control/regulation/observation';
import { type Capacity, regulate, startRegulation } from '../../../lib/control/regulation/regulate';
import type { PlannerSettings } from '../../../lib/control/regulation/settings';

const SCALE = 12;
const START = 1_700_000_000;

/** A flow as it is on AWS, and the same so many times faster. */
const FLOWS: readonly (readonly [string, PlannerSettings, PlannerSettings, Capacity])[] = [
  [
    'workers',
    {
      kind: 'workers',
      ...{ lagObjectiveSeconds: 120, periodSeconds: 60, actuationSeconds: 60 },
      ...{ recordsPerWorkerPerSecond: 10, minWorkers: 2, maxWorkers: 40 },
    },
    {
      kind: 'workers',
      ...{ lagObjectiveSeconds: 10, periodSeconds: 5, actuationSeconds: 60 },
      ...{ recordsPerWorkerPerSecond: 120, minWorkers: 2, maxWorkers: 40 },
    },
    { workers: 3 },
  ],
  [
    'stream',
    {
      kind: 'stream',
      ...{ lagObjectiveSeconds: 120, periodSeconds: 60, actuationSeconds: 60, reshardSeconds: 120 },
      ...{ recordsPerShardPerSecond: 60, recordsPerConsumerPerSecond: 12, minShards: 1, maxShards: 8 },
      ...{ maxReshardsPerDay: 10, maxParallelizationFactor: 10 },
    },
    {
      kind: 'stream',
      ...{ lagObjectiveSeconds: 10, periodSeconds: 5, actuationSeconds: 60, reshardSeconds: 120 },
      ...{ recordsPerShardPerSecond: 720, recordsPerConsumerPerSecond: 144, minShards: 1, maxShards: 8 },
      ...{ maxReshardsPerDay: 10, maxParallelizationFactor: 10 },
    },
    { shards: 2, parallelizationFactor: 1 },
  ],
];

/** Forty periods with a burst in the middle, every tenth missing; what is set is in force at the next. */
function commands(decide: typeof regulate, settings: PlannerSettings, first: Capacity, clock: number): unknown[] {
  let [state, capacity] = [startRegulation(settings), first];
  return Array.from({ length: 40 }, (_, i) => {
    const time = START * (clock === 1 ? SCALE : 1) + i * settings.periodSeconds;
    const arrivals = i >= 15 && i < 25 ? 9_000 : 1_200;
    const backlog = i >= 15 && i < 30 ? 4_000 : 0;
    const oldestAgeSeconds = (i >= 15 && i < 30 ? 240 : 6) / clock;
    const figures = { arrivals, processed: Math.min(arrivals, 3_000), backlog, oldestAgeSeconds, pending: null };
    const seen: Observation<Capacity> | Gap = i % 10 === 9 ? { time, missing: true } : { time, ...figures, capacity };
    const planned = decide(state, seen, settings, time + settings.periodSeconds);
    state = planned.state;
    capacity = { ...capacity, ...planned.decision.command };
    return [planned.decision.command, planned.decision.reason];
  });
}

test.each(FLOWS)(
  '%s that are so many times faster are decided about as those on AWS are',
  (_kind, slow, fast, first) => {
    const onAws = commands(regulate, slow, first, 1);
    expect(commands(onTimeScale(regulate, SCALE), fast, first, SCALE)).toEqual(onAws);
    expect(onAws.filter((one) => (one as unknown[])[0] !== undefined).length).toBeGreaterThan(0);
  },
);

test('the journal says in which seconds a planner counts', () => {
  const [, , settings, capacity] = FLOWS[0];
  const seen = { time: START, arrivals: 600, capacity };
  const { decision } = onTimeScale(regulate, SCALE)(startRegulation(settings), seen, settings, START);
  expect(decision.detail).toMatch(/ \(12 of its seconds are one of the clock\)$/);
});

test('without a scale nothing is changed', () => expect(planningOn(1)).toBe(REAL_TIME));

test('on a scale metrics are awaited so much less long', () => {
  const flow = queueFlow('orders');
  expect(delayOf(planningOn(SCALE).prepared(flow))).toBeCloseTo(delayOf(flow) / SCALE);
});

describe('the scale of time', () => {
  const environment = process.env;
  afterEach(() => (process.env = environment));
  const read = (variables: Record<string, string>) => {
    process.env = variables;
    return readTimeScale();
  };
  const EMULATOR = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' };

  test('is that of the clock where nothing is said', () => expect(read({})).toBe(1));
  test('is what an emulator’s regulator is told', () =>
    expect(read({ ...EMULATOR, SLUICE_TIME_SCALE: '12' })).toBe(12));
  test('is refused on AWS', () => expect(() => read({ SLUICE_TIME_SCALE: '12' })).toThrow(/TIME_SCALE_ON_AWS/));
  test.each(['0', '-1', '1.5', '61', 'fast', ''])('is refused where it is %j', (text) =>
    expect(() => read({ ...EMULATOR, SLUICE_TIME_SCALE: text })).toThrow(/whole number from 1 to 60/),
  );
});

import fc from 'fast-check';
import type { Gap, Observation } from '../../../../lib/control/regulation/observation';
import {
  type Capacity,
  regulate,
  type RegulationState,
  startRegulation,
} from '../../../../lib/control/regulation/regulate';
import type { PlannerSettings } from '../../../../lib/control/regulation/settings';
import { streamSettings, workersSettings } from './settings';

const WORKERS = workersSettings({ minWorkers: 2, maxWorkers: 20 });
const STREAM = streamSettings({ minShards: 2, maxShards: 16 });

/** Shows a row of observations, each a minute after the one before. */
function play(settings: PlannerSettings, row: readonly (Partial<Observation<Capacity>> | 'gap')[], capacity: Capacity) {
  let state = startRegulation(settings);
  return row.map((seen, index) => {
    const time = 1_000_000 + 60 * index;
    const shown: Observation<Capacity> | Gap = seen === 'gap' ? { time, missing: true } : { time, capacity, ...seen };
    const planned = regulate(state, shown, settings, time);
    state = planned.state;
    return planned.decision;
  });
}

const OVERLOAD = { arrivals: 600_000, processed: 60_000, backlog: 540_000, oldestAgeSeconds: 50, utilization: 1 };

describe('workers', () => {
  test('are never more than the limit, whatever is waiting', () => {
    const [decision] = play(WORKERS, [OVERLOAD], { workers: 10 });
    expect(decision.command).toEqual({ workers: 20 });
  });

  test('are brought back into the limits', () => {
    const quiet = { arrivals: 0, processed: 0, backlog: 0, oldestAgeSeconds: 0, utilization: 0 };
    const last = play(WORKERS, Array<typeof quiet>(120).fill(quiet), { workers: 1 }).at(-1);
    expect(last?.command).toEqual({ workers: 2 });
  });

  test('stay as they are while nothing is seen', () => {
    const decisions = play(WORKERS, [OVERLOAD, 'gap', 'gap'], { workers: 20 });
    expect(decisions.slice(1)).toEqual(
      Array(2).fill({ reason: 'blind', detail: expect.stringContaining('no metrics') as string }),
    );
  });
});

describe('a stream', () => {
  test('is at most doubled at a time', () => {
    const [decision] = play(STREAM, [{ ...OVERLOAD, throttles: 1000 }], { shards: 3, parallelizationFactor: 4 });
    expect(decision.command?.['shards' as keyof Capacity] ?? 3).toBeLessThanOrEqual(6);
  });

  test('is left alone while a change of shards is under way', () => {
    const changing = { ...OVERLOAD, throttles: 1000, pending: { shards: 6 } };
    const [decision] = play(STREAM, [changing], { shards: 3, parallelizationFactor: 4 });
    expect(decision.command ?? {}).not.toHaveProperty('shards');
  });
});

test('settings of another kind start a flow anew', () => {
  const stream = startRegulation(STREAM);
  const seen = { time: 60, arrivals: 100, processed: 100, backlog: 0, capacity: { workers: 2 } };
  expect(regulate(stream, seen, WORKERS, 60).state.kind).toBe('workers');
});

test('a clock set back does not stop the regulation', () => {
  let state: RegulationState = startRegulation(WORKERS);
  const seen = { ...OVERLOAD, capacity: { workers: 10 } };
  state = regulate(state, { ...seen, time: 2_000_000 }, WORKERS, 2_000_000).state;
  const { decision } = regulate(state, { ...seen, time: 1_000_000 }, WORKERS, 1_000_000);
  expect(decision.reason).not.toBe('blind');
});

const figure = fc.oneof(fc.nat(1_000_000), fc.constantFrom(NaN, -1, Infinity, 1e300, undefined));

test.each([WORKERS, STREAM])(
  'whatever is shown, no $kind command leaves the limits, and state survives as JSON',
  (settings) => {
    const capacityOf = (units: number, factor: number): Capacity =>
      settings.kind === 'workers' ? { workers: units } : { shards: units, parallelizationFactor: factor };
    const step = fc.record({
      passed: fc.oneof(fc.integer({ min: 30, max: 600 }), fc.integer({ min: -100_000, max: 100_000 })),
      units: fc.integer({ min: 2, max: 16 }),
      factor: fc.integer({ min: 1, max: 10 }),
      seen: fc.record({
        arrivals: figure,
        processed: figure,
        backlog: figure,
        oldestAgeSeconds: figure,
        utilization: figure,
        throttles: figure,
      }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let state = startRegulation(settings);
        let now = 1_000_000;
        for (const { passed, units, factor, seen } of steps) {
          now += passed;
          const capacity = capacityOf(units, factor);
          const planned = regulate(
            JSON.parse(JSON.stringify(state)) as RegulationState,
            { ...(seen as object), time: now, capacity },
            settings,
            now,
          );
          expect(planned).toEqual(regulate(state, { ...(seen as object), time: now, capacity }, settings, now));
          state = planned.state;
          for (const [knob, value] of Object.entries(planned.decision.command ?? {})) {
            expect(Number.isInteger(value)).toBe(true);
            expect(value).toBeGreaterThanOrEqual(knob === 'parallelizationFactor' ? 1 : 2);
            expect(value).toBeLessThanOrEqual(
              knob === 'parallelizationFactor' ? 10 : knob === 'shards' ? Math.min(16, 2 * units) : 20,
            );
          }
        }
      }),
      { numRuns: 300 },
    );
  },
);

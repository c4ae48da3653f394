import fc from 'fast-check';
import type { Observation } from '../../../lib/control/regulation/observation';
import type { Capacity } from '../../../lib/control/regulation/regulate';
import type { StreamSettings, WorkersSettings } from '../../../lib/control/regulation/settings';
import {
  CONTROLLER_NAMES,
  CONTROLLERS,
  type ControllerName,
  startOf,
} from '../../../lib/simulation/controller/controllers';
import { BASE } from '../../../lib/simulation/plant/situation';
import { trial } from '../../../lib/simulation/trial';
import { streamSettings, workersSettings } from '../control/regulation/settings';

const WORKERS = workersSettings({ minWorkers: 2 });
const STREAM = streamSettings({ recordsPerConsumerPerSecond: 300, minShards: 2, maxShards: 40 });

/** A level each minute. */
const load = (...perSecond: readonly number[]): Float64Array =>
  Float64Array.from(perSecond.flatMap((rate) => Array.from({ length: 60 }, () => rate)));

const minutes = (count: number, rate: number): number[] => Array.from({ length: count }, () => rate);

function tried(name: ControllerName, settings: WorkersSettings | StreamSettings, arrivals: Float64Array) {
  const start = startOf(name, settings, { firstRate: arrivals[0], arrivals });
  const controller = CONTROLLERS[name](settings, arrivals);
  return trial({ settings, situation: BASE, arrivals, start, seed: 1, controller });
}

describe.each(CONTROLLER_NAMES)('%s', (name) => {
  const observation = (capacity: fc.Arbitrary<Capacity>): fc.Arbitrary<Observation<Capacity>> =>
    fc.record({
      time: fc.constant(0),
      arrivals: fc.nat(10_000_000),
      processed: fc.nat(10_000_000),
      backlog: fc.nat(10_000_000),
      utilization: fc.double({ min: 0, max: 1, noNaN: true }),
      capacity,
    });

  const commands = (settings: WorkersSettings | StreamSettings, capacity: fc.Arbitrary<Capacity>) =>
    fc.array(observation(capacity), { minLength: 1, maxLength: 40 }).map((row) => {
      const controller = CONTROLLERS[name](settings, load(500));
      return row.map((seen, at) => ({ seen, command: controller.decide({ ...seen, time: 60 * (at + 1) }) ?? {} }));
    });

  test('asks for whole workers within the limits, whatever it sees', () => {
    const anyWorkers = fc.record({ workers: fc.integer({ min: 2, max: 50 }) });
    fc.assert(
      fc.property(commands(WORKERS, anyWorkers), (row) => {
        for (const { command } of row) {
          const { workers = 2 } = command as { workers?: number };
          expect(Number.isInteger(workers) && workers >= 2 && workers <= 50).toBe(true);
        }
      }),
    );
  });

  test('asks for whole shards within the limits and within twice and half of those in force', () => {
    const anyStream = fc.record({
      shards: fc.integer({ min: 2, max: 40 }),
      parallelizationFactor: fc.integer({ min: 1, max: 10 }),
    });
    fc.assert(
      fc.property(commands(STREAM, anyStream), (row) => {
        for (const { seen, command } of row) {
          const present = (seen.capacity as { shards: number }).shards;
          const { shards = present, parallelizationFactor = 1 } = command as Record<string, number>;
          expect(Number.isInteger(shards) && shards >= Math.max(2, present / 2)).toBe(true);
          expect(shards).toBeLessThanOrEqual(Math.min(40, 2 * present));
          expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).toContain(parallelizationFactor);
        }
      }),
    );
  });

  test('changes nothing without metrics', () => {
    expect(CONTROLLERS[name](WORKERS, load(500)).decide({ time: 60, missing: true }) ?? {}).toEqual({});
  });
});

test('a fixed peak is in force from the start, is never late and changes nothing', () => {
  const arrivals = load(...minutes(20, 200), ...minutes(5, 2000), ...minutes(20, 200));
  expect(startOf('fixed-peak', STREAM, { firstRate: 200, arrivals })).toMatchObject({ parallelizationFactor: 4 });
  for (const settings of [WORKERS, STREAM]) {
    expect(tried('fixed-peak', settings, arrivals)).toMatchObject({ violation: 0, changes: [], refused: [] });
  }
});

test('target tracking waits three minutes to scale out, and fifteen to scale in', () => {
  const { changes } = tried(
    'target-tracking',
    WORKERS,
    load(...minutes(10, 330), ...minutes(30, 1400), ...minutes(30, 330)),
  );
  // The first minute above ends at 660 s and is known a minute later; the third one two minutes after that.
  expect(changes[0]).toMatchObject({ second: 840, to: { workers: 20 } });
  expect(changes.find(({ to }) => (to as { workers: number }).workers < 20)?.second).toBe(40 * 60 + 16 * 60);
});

test('the pod autoscaler scales out at once, and in to the highest proposal of five minutes', () => {
  const { changes } = tried('hpa', WORKERS, load(...minutes(10, 350), ...minutes(10, 700), ...minutes(10, 350)));
  const [out, ...later] = changes;
  expect(out).toMatchObject({ second: 720, to: { workers: 10 } });
  expect(later.at(-1)?.second).toBeGreaterThanOrEqual(20 * 60 + 6 * 60);
});

test('a change of a rule tells what was seen, and one of the regulator why it was made', () => {
  const arrivals = load(...minutes(10, 400), ...minutes(10, 1400));
  expect(tried('hpa', WORKERS, arrivals).changes[0].why).toMatch(/utilization of \d+ % and a backlog of \d+/);
  expect(tried('sluice', WORKERS, arrivals).changes[0].why).toMatch(/^[a-z-]+: ./);
});

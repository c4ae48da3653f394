import { ds2 } from '../../../../../lib/simulation/controller/baselines/ds2';
import { fixedPeak } from '../../../../../lib/simulation/controller/baselines/fixed-peak';
import { FLINK_DEFAULTS, flinkAutoscaler } from '../../../../../lib/simulation/controller/baselines/flink-autoscaler';
import { horizontalPodAutoscaler } from '../../../../../lib/simulation/controller/baselines/horizontal-pod-autoscaler';
import { kinesisScalingUtils } from '../../../../../lib/simulation/controller/baselines/kinesis-scaling-utils';
import { targetTracking } from '../../../../../lib/simulation/controller/baselines/target-tracking';
import {
  type Sighting,
  unitController,
  type UnitRule,
} from '../../../../../lib/simulation/controller/baselines/unit-rule';
import { streamSettings, workersSettings } from '../../../control/regulation/settings';

const UNIT_RATE = 100;

/** What ten units are seen to do in each minute under these loads, and what a rule wants after each. */
function wantedAt(rule: UnitRule, loads: readonly number[], more: Partial<Sighting> = {}): (number | undefined)[] {
  return loads.map((load, minute) =>
    rule.wanted({
      time: 60 * (minute + 1),
      periodSeconds: 60,
      units: 10,
      load,
      arrivalRate: load * 10 * UNIT_RATE,
      processedRate: Math.min(1, load) * 10 * UNIT_RATE,
      utilization: Math.min(1, load),
      backlog: 0,
      ...more,
    }),
  );
}

const minutes = (count: number, load: number): number[] => Array.from({ length: count }, () => load);

describe('target tracking', () => {
  it('scales out in proportion after three minutes above its target', () => {
    expect(wantedAt(targetTracking(), minutes(3, 1.4))).toEqual([undefined, undefined, 20]);
  });

  it('scales in after fifteen minutes below nine tenths of its target', () => {
    const wanted = wantedAt(targetTracking(), minutes(15, 0.35));
    expect(wanted.slice(0, 14)).toEqual(minutes(14, 0).map(() => undefined));
    expect(wanted[14]).toBeCloseTo(5);
  });

  it('starts counting anew when one minute is as it should be', () => {
    expect(wantedAt(targetTracking(), [1, 1, 0.7, 1, 1])).toEqual(minutes(5, 0).map(() => undefined));
  });
});

describe('the horizontal pod autoscaler', () => {
  it('leaves what is within its tolerance', () => {
    expect(wantedAt(horizontalPodAutoscaler(), [0.75, 0.65])).toEqual([10, 10]);
  });

  it('scales out at once', () => {
    expect(wantedAt(horizontalPodAutoscaler(), [1.4])).toEqual([20]);
  });

  it('scales in to the highest proposal of five minutes', () => {
    expect(wantedAt(horizontalPodAutoscaler(), [0.7, ...minutes(4, 0.21), 0.35])).toEqual([10, 10, 10, 10, 10, 5]);
  });
});

describe("Flink's autoscaler", () => {
  it('waits for a full window, then scales, then waits for stabilization and a full window', () => {
    const wanted = wantedAt(flinkAutoscaler(FLINK_DEFAULTS), minutes(36, 1.4));
    const acted = [...wanted.keys()].filter((minute) => wanted[minute] !== undefined);
    expect(acted).toEqual([14, 34]);
    // 1.4 of the load at 0.7, and what gathers in a restart of 5 minutes caught up within 30.
    expect(wanted[14]).toBe(Math.ceil(10 * (1.4 / 0.7 + (1.4 * 5) / 30)));
  });

  it('leaves what is within its boundary', () => {
    expect(wantedAt(flinkAutoscaler(FLINK_DEFAULTS), minutes(20, 0.9)).some(Boolean)).toBe(false);
  });

  it('scales in after an hour in which fewer were enough, to two fifths at most', () => {
    const wanted = wantedAt(flinkAutoscaler(FLINK_DEFAULTS), minutes(75, 0.05));
    expect([...wanted.keys()].filter((minute) => wanted[minute] !== undefined)).toEqual([74]);
    expect(wanted[74]).toBe(4);
  });

  it('scales in to the most that was enough within the hour', () => {
    const wanted = wantedAt(flinkAutoscaler(FLINK_DEFAULTS), [...minutes(60, 0.05), ...minutes(15, 0.3)]);
    expect(wanted[74]).toBe(Math.ceil(10 * (0.3 / 0.7 + (0.3 * 5) / 30)));
  });

  it('starts its hour anew where as many as there are were needed in between', () => {
    const wanted = wantedAt(flinkAutoscaler(FLINK_DEFAULTS), [
      ...minutes(40, 0.05),
      ...minutes(15, 0.65),
      ...minutes(20, 0.05),
    ]);
    expect(wanted.some(Boolean)).toBe(false);
  });
});

test('kinesis-scaling-utils doubles above 75 %, and takes a quarter off below 25 %', () => {
  expect(wantedAt(kinesisScalingUtils(), [0.76, 0.5, 0.24])).toEqual([20, undefined, 7.5]);
});

test('DS2 wants what arrives beside what a busy unit does, and a quarter more', () => {
  const slow = { processedRate: 250, utilization: 0.5 };
  expect(wantedAt(ds2(), [0.8], slow)[0]).toBeCloseTo((1.25 * 0.8 * 10 * UNIT_RATE) / 50);
});

test('fixed peak wants what the busiest minute takes', () => {
  const arrivals = new Float64Array(600).fill(100).fill(700, 100, 160);
  expect(fixedPeak(arrivals, UNIT_RATE).wanted({} as Sighting)).toBe(7);
});

describe('a rule as a controller', () => {
  const workers = workersSettings({ recordsPerWorkerPerSecond: UNIT_RATE, minWorkers: 2, maxWorkers: 8 });
  const stream = streamSettings({ recordsPerConsumerPerSecond: 300, maxShards: 50 });
  const always = (units: number): UnitRule => ({ wanted: () => units });

  it.each([
    [3.2, 4],
    [1, 2],
    [20, 8],
  ])('that wants %s workers asks for %s', (wanted, asked) => {
    const command = unitController(workers, always(wanted)).decide({ time: 60, capacity: { workers: 4 } });
    expect(command).toEqual({ workers: asked });
  });

  it.each([
    [11, 10],
    [1, 3],
    [7, 7],
  ])('that wants %s shards of 5 asks for %s, and as many consumers as read a full shard', (wanted, shards) => {
    const capacity = { shards: 5, parallelizationFactor: 1 };
    const command = unitController(stream, always(wanted)).decide({ time: 60, capacity });
    expect(command).toEqual({ shards, parallelizationFactor: 4 });
  });

  it('sees the load beside what all units are said to work off', () => {
    let load = 0;
    const rule: UnitRule = { wanted: (seen) => void (load = seen.load) };
    unitController(workers, rule).decide({ time: 60, arrivals: 60 * 450, capacity: { workers: 3 } });
    expect(load).toBe(1.5);
  });

  it('leaves all as it is without metrics', () => {
    expect(unitController(workers, always(3)).decide({ time: 60, missing: true })).toBeUndefined();
  });
});

import { BASE, type Situation } from '../../../../lib/simulation/plant/situation';
import { StreamPlant } from '../../../../lib/simulation/plant/stream-plant';
import { WorkersPlant } from '../../../../lib/simulation/plant/workers-plant';
import type { Random } from '../../../../lib/simulation/random';
import { streamSettings, workersSettings } from '../../control/regulation/settings';

/** Units that all do exactly what they are said to. */
const EVEN: Random = { next: () => 0.5, normal: () => 0, poisson: (mean) => mean };

const WORKERS = workersSettings({ recordsPerWorkerPerSecond: 10, maxWorkers: 9 });
const STREAM = streamSettings({
  recordsPerShardPerSecond: 100,
  recordsPerConsumerPerSecond: 50,
  maxShards: 20,
  maxReshardsPerDay: 3,
  reshardSeconds: 30,
});

function workers(count: number, situation: Partial<Situation> = {}): WorkersPlant {
  return new WorkersPlant(WORKERS, { ...BASE, ...situation }, { seconds: 100_000, workers: count, random: EVEN });
}

function stream(shards: number, parallelizationFactor: number, situation: Partial<Situation> = {}): StreamPlant {
  const run = { seconds: 200_000, capacity: { shards, parallelizationFactor }, random: EVEN };
  return new StreamPlant(STREAM, { ...BASE, reshardSeconds: 30, ...situation }, run);
}

interface Steps {
  step(arrivals: number): unknown;
}

function pass(plant: Steps, seconds: number, arrivals = 0): void {
  for (let second = 0; second < seconds; second += 1) plant.step(arrivals);
}

describe('workers', () => {
  it('process what they can; the rest waits and grows old', () => {
    const plant = workers(2);
    pass(plant, 10, 30);
    expect(plant.backlog).toBe(100);
    // 200 records are done: the arrivals of the first six seconds, and a part of the seventh's.
    expect(plant.oldestAgeSeconds).toBe(3);
  });

  it('come after the delay, and leave at once', () => {
    const plant = workers(2);
    plant.command({ workers: 5 });
    pass(plant, 60);
    expect([plant.capacity, plant.pending]).toEqual([{ workers: 2 }, { workers: 5 }]);
    pass(plant, 1);
    expect([plant.capacity, plant.pending]).toEqual([{ workers: 5 }, null]);
    plant.command({ workers: 1 });
    expect(plant.capacity).toEqual({ workers: 1 });
  });

  it('that are on their way are taken back by a lower level', () => {
    const plant = workers(2);
    plant.command({ workers: 6 });
    pass(plant, 30);
    plant.command({ workers: 3 });
    pass(plant, 31);
    expect([plant.capacity, plant.pending]).toEqual([{ workers: 3 }, null]);
  });

  it('become slower where the situation says so', () => {
    const plant = workers(2, { slowdown: { atSecond: 10, factor: 0.5 } });
    pass(plant, 20, 20);
    expect(plant.backlog).toBe(100);
  });

  it.each([
    [{ workers: 10 }, 'out-of-limits'],
    [{ workers: 0 }, 'out-of-limits'],
    [{ workers: 2.5 }, 'not-an-integer'],
  ])('refuse %j as %s', (command, refusal) => expect(workers(2).command(command)).toEqual([refusal]));
});

describe('a stream', () => {
  it('lets wait at the producers what its shards do not accept, and counts it as waiting', () => {
    const plant = stream(1, 10);
    const steps = [plant.step(150), plant.step(150), plant.step(0)];
    expect(steps.map(({ processed }) => processed)).toEqual([100, 100, 100]);
    expect(steps.map(({ throttled }) => throttled)).toEqual([50, 100, 0]);
    expect(plant.backlog).toBe(0);
  });

  it('is read by as many consumers as its shards and factor make', () => {
    const plant = stream(2, 1);
    expect(plant.step(150)).toMatchObject({ processed: 100, able: 100 });
  });

  it('goes on at the old capacity until a change lands', () => {
    const plant = stream(2, 1);
    plant.command({ shards: 4, parallelizationFactor: 2 });
    pass(plant, 31);
    expect(plant.capacity).toEqual({ shards: 4, parallelizationFactor: 1 });
    pass(plant, 30);
    expect(plant.capacity).toEqual({ shards: 4, parallelizationFactor: 2 });
  });

  it('stands still for a while after a change of its factor, where the situation says so', () => {
    const plant = stream(2, 1, { pauseSeconds: 10, actuationSeconds: 5 });
    plant.command({ parallelizationFactor: 2 });
    pass(plant, 5, 10);
    expect(plant.backlog).toBe(0);
    pass(plant, 10, 10);
    expect(plant.backlog).toBe(100);
    pass(plant, 1, 10);
    expect(plant.backlog).toBe(0);
  });

  it('is full sooner where one shard is hot', () => {
    const plant = stream(2, 10, { hotShard: 2 });
    expect(plant.step(150)).toMatchObject({ processed: 100, throttled: 50 });
  });

  it.each([
    [{ shards: 9 }, 'more-than-double'],
    [{ shards: 1 }, 'less-than-half'],
    [{ shards: 21 }, 'out-of-limits'],
    [{ shards: 5.5 }, 'not-an-integer'],
    [{ parallelizationFactor: 11 }, 'out-of-limits'],
    [{ parallelizationFactor: 1.5 }, 'not-an-integer'],
  ])('of four shards refuses %j as %s', (command, refusal) => expect(stream(4, 1).command(command)).toEqual([refusal]));

  it('refuses a change while one of the same knob is under way; the value in force or asked for is none', () => {
    const plant = stream(4, 1);
    expect(plant.command({ shards: 8, parallelizationFactor: 2 })).toEqual([]);
    expect(plant.command({ shards: 6, parallelizationFactor: 3 })).toEqual(['change-in-flight', 'change-in-flight']);
    expect(plant.command({ shards: 8, parallelizationFactor: 2 })).toEqual([]);
  });

  it('refuses a reshard over the quota of any 24 hours', () => {
    const plant = stream(4, 1);
    for (const shards of [5, 6, 7]) {
      expect(plant.command({ shards })).toEqual([]);
      pass(plant, 3600);
    }
    expect(plant.command({ shards: 8 })).toEqual(['daily-quota']);
    pass(plant, 21 * 3600);
    expect(plant.command({ shards: 8 })).toEqual([]);
    expect(plant.command({ shards: 7 })).toEqual(['change-in-flight']);
  });

  it('costs its shards, and a tenth of that for each consumer', () => {
    expect(stream(4, 5).costOfSecond * 3600).toBeCloseTo(4 + 0.1 * 20);
  });
});

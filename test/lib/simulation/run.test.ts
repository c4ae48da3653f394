import type { Gap, Observation, WorkersCapacity } from '../../../lib/control/regulation/observation';
import { BASE, type Situation } from '../../../lib/simulation/plant/situation';
import { WorkersPlant } from '../../../lib/simulation/plant/workers-plant';
import { seededRandom } from '../../../lib/simulation/random';
import { run, type RunResult } from '../../../lib/simulation/run';
import { workersSettings } from '../control/regulation/settings';

const SETTINGS = workersSettings({ recordsPerWorkerPerSecond: 10, maxWorkers: 9 });

type Seen = Observation<WorkersCapacity> | Gap;

interface Told {
  readonly result: RunResult<WorkersCapacity>;
  readonly shown: readonly Seen[];
}

/** Ten minutes with two workers; the level of the commands by the number of the observation. */
function tenMinutes(rate: number, situation: Partial<Situation> = {}, commands: Record<number, number> = {}): Told {
  const shown: Seen[] = [];
  const one = { ...BASE, ...situation };
  const result = run({
    plant: new WorkersPlant(SETTINGS, one, { seconds: 600, workers: 2, random: seededRandom(1) }),
    arrivals: new Float64Array(600).fill(rate),
    situation: one,
    lagObjectiveSeconds: 60,
    controller: {
      decide(seen) {
        shown.push(seen);
        const workers = commands[shown.length];
        return workers === undefined ? undefined : { workers };
      },
    },
  });
  return { result, shown };
}

test('an observation tells of its period, and comes after the delay', () => {
  const { shown } = tenMinutes(5);
  expect(shown).toHaveLength(9);
  expect(shown[0]).toMatchObject({ time: 60, arrivals: 300, processed: 300, backlog: 0, capacity: { workers: 2 } });
  expect(shown[8]).toMatchObject({ time: 540 });
});

test('fresh metrics come at once, in short periods', () => {
  const { shown } = tenMinutes(5, { periodSeconds: 10, metricDelaySeconds: 0 });
  expect(shown).toHaveLength(60);
  expect(shown[0]).toMatchObject({ time: 10, arrivals: 50 });
});

test('in an outage of the metrics, gaps come instead', () => {
  const { shown } = tenMinutes(5, { blind: { fromSecond: 200, toSecond: 320 } });
  expect(shown.filter((seen) => 'missing' in seen)).toHaveLength(2);
});

test('capacity and what is under way are told as of now, or as of the period', () => {
  const now = tenMinutes(5, {}, { 1: 4 }).shown[1];
  expect(now).toMatchObject({ capacity: { workers: 2 }, pending: { workers: 4 } });
  const before = tenMinutes(5, { delayedCapacity: true }, { 1: 4 }).shown[1];
  expect(before).toMatchObject({ capacity: { workers: 2 }, pending: null });
});

test('changes are kept, repetitions are none, and what is refused is counted', () => {
  const { result } = tenMinutes(5, {}, { 1: 4, 2: 4, 3: 10, 4: 1 });
  expect(result.changes.map(({ second, from, to }) => [second, from.workers, to.workers])).toEqual([
    [120, 2, 4],
    [300, 4, 1],
  ]);
  expect(result.refused).toEqual(['out-of-limits']);
});

test('cost is of what is in force, each second', () => {
  const { result } = tenMinutes(5, {}, { 1: 4 });
  expect(result.cost * 3600).toBeCloseTo(180 * 2 + 420 * 4);
});

test('a second is late when its oldest record is older than the objective', () => {
  // Twice what two workers do: after t seconds the oldest record is about t / 2 seconds old.
  const { result } = tenMinutes(40);
  const late = result.timeline.lagSeconds.filter((lag) => lag > 60).length;
  expect(result.violation).toBe(late / 600);
  expect(late).toBeGreaterThan(400);
  expect(result.worstLagSeconds).toBeGreaterThan(200);
  expect(tenMinutes(15).result.violation).toBe(0);
});

import type { Observation, WorkersCapacity } from '../../../../lib/control/regulation/observation';
import { type Before, sightOf } from '../../../../lib/control/regulation/workers-sight';
import { workersSettings } from './settings';

const SETTINGS = workersSettings();
const BEFORE: Before = { time: 940, waiting: 6000 };

function sight(told: Partial<Observation<WorkersCapacity>>, before: Before | null = BEFORE) {
  return sightOf({ time: 1000, capacity: { workers: 10 }, ...told }, before, SETTINGS, 100);
}

describe('what arrived', () => {
  test.each<[string, Partial<Observation<WorkersCapacity>>, number | undefined]>([
    ['is told', { arrivals: 66_000, processed: 1, backlog: 1 }, 1100],
    ['was processed or waits', { processed: 60_000, backlog: 12_000 }, 1100],
    ['was processed, where nothing is known of what waits', { processed: 60_000 }, 1000],
    ['keeps the workers busy, where only the backlog is known', { backlog: 12_000 }, 1100],
    ['is at most nothing', { processed: 0, backlog: 0 }, 0],
  ])('%s', (_, told, rate) => {
    expect(sight(told).rate).toBeCloseTo(rate ?? NaN, 6);
  });

  test('is not known from a backlog alone that was not seen a period before', () => {
    expect(sight({ backlog: 12_000 }, null).rate).toBeUndefined();
    expect(sight({ backlog: 12_000 }, { ...BEFORE, time: 400 }).rate).toBeUndefined();
  });
});

describe('what waits', () => {
  test.each<[string, Partial<Observation<WorkersCapacity>>, number]>([
    ['is told', { arrivals: 60_000, backlog: 500, oldestAgeSeconds: 30 }, 500],
    ['is as old as its oldest record', { arrivals: 60_000, oldestAgeSeconds: 30 }, 30_000],
    ['is what was not processed', { arrivals: 60_000, processed: 50_000 }, 16_000],
    ['is what the workers could not have done', { arrivals: 66_000 }, 12_000],
    ['is nothing, where they could', { arrivals: 30_000 }, 0],
  ])('%s', (_, told, waiting) => {
    expect(sight(told).waiting).toBe(waiting);
  });
});

test('what was processed is what arrived and does not wait', () => {
  expect(sight({ arrivals: 60_000, backlog: 16_000 }).processed).toBe(50_000);
  expect(sight({ arrivals: 60_000 }).processed).toBeUndefined();
});

describe('the rate at the very end of a period', () => {
  test('is that of the records that wait, which came since the oldest of them did', () => {
    const doubledForTheLastHalf = { arrivals: 45_000 + 45_000, backlog: 14_250, oldestAgeSeconds: 9 };
    expect(sight(doubledForTheLastHalf).latestRate).toBeCloseTo(1500, 0);
    expect(sight({ arrivals: 60_000, backlog: 19_000, oldestAgeSeconds: 9 }).latestRate).toBeCloseTo(2000, 0);
  });

  test.each<[string, Partial<Observation<WorkersCapacity>>]>([
    ['hardly any wait', { backlog: 4_000, oldestAgeSeconds: 1 }],
    ['they came before the period', { backlog: 900_000, oldestAgeSeconds: 70 }],
    ['their age is not known', { backlog: 19_000 }],
  ])('is the mean of the period where %s', (_, told) => {
    expect(sight({ arrivals: 60_000, ...told }).latestRate).toBe(1000);
  });

  test('is no more than all that arrived could make it', () => {
    expect(sight({ arrivals: 6_000, backlog: 19_000, oldestAgeSeconds: 9 }).latestRate).toBeCloseTo(6000 / 9.5, 6);
  });
});

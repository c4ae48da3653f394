import type { Observation, StreamCapacity } from '../../../../lib/control/regulation/observation';
import { NO_RESHARDS, type ReshardLog } from '../../../../lib/control/regulation/reshard-log';
import type { StreamSettings } from '../../../../lib/control/regulation/settings';
import { planStream, startStream } from '../../../../lib/control/regulation/stream-planner';
import { sluice } from '../../../../lib/simulation/controller/sluice';
import type { Change } from '../../../../lib/simulation/run';
import { BASE } from '../../../../lib/simulation/plant/situation';
import { startFor, trial } from '../../../../lib/simulation/trial';
import { streamSettings } from './settings';

type Minute = Partial<Observation<StreamCapacity>> & { readonly rate: number };

interface Play {
  readonly start: StreamCapacity;
  readonly log?: ReshardLog;
  readonly settings?: Partial<StreamSettings>;
}

/** Shows minutes in a row: what comes is worked off unless a minute says otherwise, and a factor lands at once. */
function play(row: readonly Minute[], { start, log = NO_RESHARDS, settings = {} }: Play) {
  let state = startStream();
  let capacity = start;
  return row.map(({ rate, ...seen }, index) => {
    const all = { arrivals: 60 * rate, processed: 60 * rate, backlog: 0, oldestAgeSeconds: 0 };
    const planned = planStream(state, { time: 60 * index, capacity, ...all, ...seen }, streamSettings(settings), log);
    state = planned.state;
    const { parallelizationFactor } = planned.decision.command ?? {};
    if (parallelizationFactor !== undefined) capacity = { ...capacity, parallelizationFactor };
    return planned.decision;
  });
}

function last(row: readonly Minute[], options: Play) {
  return play(row, options)[row.length - 1];
}

function minutes(count: number, rate: number): Minute[] {
  return Array<Minute>(count).fill({ rate });
}

const SPENT: ReshardLog = { clock: 7200, spent: Array<number>(10).fill(3600), underway: null, shards: 2 };

describe('the journal of a stream says', () => {
  test('that what is in force fits', () => {
    const { command, reason, detail } = last(minutes(60, 800), { start: { shards: 1, parallelizationFactor: 4 } });
    expect(command).toEqual({});
    expect(reason).toBe('steady');
    expect(detail).toBe('800 records/s arrive; 1 shard takes in 1000, factor 4 reads 1000; that fits');
  });

  test('which knob turns where a rise asks for a larger factor only', () => {
    const rise = [...minutes(30, 800), { rate: 1700 }];
    const { command, reason, detail } = last(rise, { start: { shards: 3, parallelizationFactor: 2 } });
    expect(command).not.toHaveProperty('shards');
    expect(reason).toBe('rising');
    expect(detail).toMatch(/^1700 records\/s arrive, 450 more each minute; .*would make records late: factor 2 → \d+$/);
  });

  test('both knobs where both turn', () => {
    const rise = [{ rate: 4500, processed: 60_000, backlog: 60_000, oldestAgeSeconds: 20 }];
    const { command, reason, detail } = last(rise, { start: { shards: 2, parallelizationFactor: 2 } });
    expect(command).toEqual({ shards: 4, parallelizationFactor: expect.any(Number) as number });
    expect(reason).toBe('rising');
    expect(detail).toMatch(/2 → 4 shards, one of 10 changes left today; .*: factor \d → \d+$/);
  });

  test('that records wait, and for how long', () => {
    const rise = [...minutes(30, 800), { rate: 3000, backlog: 120_000, oldestAgeSeconds: 40 }];
    const { reason, detail } = last(rise, { start: { shards: 1, parallelizationFactor: 4 } });
    expect(reason).toBe('draining');
    expect(detail).toContain('the oldest waits 40 s');
  });

  test('that a factor goes back, and how long the smaller one would have done', () => {
    const decisions = play(minutes(90, 500), { start: { shards: 1, parallelizationFactor: 8 } });
    const falls = decisions.filter(({ command }) => command?.parallelizationFactor !== undefined);
    expect(falls.map(({ reason }) => reason)).toEqual(falls.map(() => 'falling'));
    expect(falls[falls.length - 1].detail).toMatch(/has been enough for at least \d+ minutes: factor 8 → \d$/);
  });

  test('what a change of shards has to save before it is made', () => {
    const { reason, detail } = last(minutes(8, 500), { start: { shards: 4, parallelizationFactor: 4 } });
    expect(reason).toBe('holding');
    expect(detail).toMatch(
      /\d shards? would do, but the \d\.\d\d shard-hours spent beyond that are less than the \d\.\d\d that a change is worth/,
    );
  });

  test('that the last changes of the day are kept for an emergency', () => {
    const lateInTheDay = { ...SPENT, spent: SPENT.spent.slice(1, 10) };
    const { reason, detail } = last(minutes(90, 500), {
      start: { shards: 4, parallelizationFactor: 2 },
      log: lateInTheDay,
    });
    expect(reason).toBe('budget');
    expect(detail).toMatch(
      /\d shards? would do, but of the changes left today, 1, \d are to be left after it for an emergency/,
    );
  });

  test('that all changes of shards of the day are spent, and does not announce one', () => {
    const { command, reason, detail } = last([...minutes(30, 800), { rate: 3000, oldestAgeSeconds: 20 }], {
      start: { shards: 1, parallelizationFactor: 10 },
      log: SPENT,
    });
    expect(command).toEqual({});
    expect(reason).toBe('budget');
    expect(detail).toMatch(/late .*but all changes of shards of the day are spent$/);
  });

  test('that shards are changing', () => {
    const pending = { rate: 3000, oldestAgeSeconds: 20, pending: { shards: 2 } };
    const { reason, detail } = last([...minutes(30, 800), pending], {
      start: { shards: 1, parallelizationFactor: 10 },
    });
    expect(reason).toBe('pending');
    expect(detail).toContain('a change to 2 shards is under way');
  });

  test('that a factor is changing', () => {
    const pending = { rate: 1700, pending: { parallelizationFactor: 3 } };
    const { reason, detail } = last([...minutes(30, 800), pending], { start: { shards: 3, parallelizationFactor: 2 } });
    expect(reason).toBe('pending');
    expect(detail).toContain('a change to factor 3 is under way');
  });

  test('that no more is allowed', () => {
    const over = { rate: 3000, backlog: 60_000, oldestAgeSeconds: 20 };
    const { command, reason, detail } = last([...minutes(30, 800), over], {
      start: { shards: 2, parallelizationFactor: 10 },
      settings: { maxShards: 2 },
    });
    expect(command).toEqual({});
    expect(reason).toBe('at-limit');
    expect(detail).toContain('that is all that is allowed');
  });

  test.each([
    [1, 2],
    [9, 8],
    [40, 20],
  ])('that %d shards lie outside the limits, and sets %d', (shards, to) => {
    const settings = { minShards: 2, maxShards: 8 };
    const { command, reason } = last([{ rate: 800 }], { start: { shards, parallelizationFactor: 4 }, settings });
    expect(command?.shards).toBe(to);
    expect(reason).toBe('outside-limits');
  });
});

test('every change that is made has its reason and names what is set', () => {
  const settings = streamSettings();
  const arrivals = Float64Array.from({ length: 30_000 }, (_, second) =>
    Math.round(1500 + 1200 * Math.sin(second / 2500) + (second % 7000 < 900 ? 2500 : 0)),
  );
  const { changes } = trial({
    settings,
    situation: BASE,
    arrivals,
    start: startFor(settings, 1500),
    seed: 1,
    controller: sluice(settings),
  });
  expect(changes.length).toBeGreaterThan(10);
  for (const { from, to, why } of changes as readonly Change<StreamCapacity>[]) {
    expect(why).toMatch(/^(rising|draining|falling): /);
    if (to.shards !== from.shards) expect(why).toContain(` → ${to.shards} shards`);
    if (to.parallelizationFactor !== from.parallelizationFactor) {
      expect(why).toContain(`→ ${to.parallelizationFactor}`);
    }
  }
});

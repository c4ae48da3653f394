import fc from 'fast-check';
import type { Decision } from '../../../../lib/control/regulation/decision';
import type { Gap, Observation, WorkersCapacity } from '../../../../lib/control/regulation/observation';
import { planWorkers, startWorkers, type WorkersState } from '../../../../lib/control/regulation/workers-planner';
import { workersSettings } from './settings';

const SETTINGS = workersSettings({ minWorkers: 2 });

type Seen = Observation<WorkersCapacity>;

/** A minute at 1,000 records/s that 12 workers do easily. */
const STEADY: Omit<Seen, 'time' | 'capacity'> = {
  arrivals: 60_000,
  processed: 60_000,
  backlog: 0,
  oldestAgeSeconds: 0,
  utilization: 0.83,
  errors: 0,
  throttles: 0,
  pending: null,
};

/** Ten workers that cannot keep up, and throw away more than they do. */
const SWAMPED: Omit<Seen, 'time' | 'capacity'> = {
  ...STEADY,
  arrivals: 90_000,
  backlog: 90_000,
  oldestAgeSeconds: 70,
  utilization: 1,
};

/** Shows a row of observations; what is commanded is in force by the next one, unless a capacity is told. */
function play(row: readonly (Partial<Seen> | Gap)[], from: WorkersState = startWorkers()) {
  let state = from;
  let workers = row.map((seen) => ('capacity' in seen ? seen.capacity?.workers : undefined))[0] ?? 12;
  const decisions: Decision<WorkersCapacity>[] = [];
  for (const [index, told] of row.entries()) {
    const time = 60 * (index + 1);
    const seen: Seen | Gap =
      'missing' in told ? { ...told, time } : { ...STEADY, capacity: { workers }, ...told, time };
    const planned = planWorkers(state, seen, SETTINGS);
    state = planned.state;
    decisions.push(planned.decision);
    workers = planned.decision.command?.workers ?? workers;
  }
  return { state, decisions, last: decisions[decisions.length - 1] };
}

function times<T>(count: number, value: T): T[] {
  return Array<T>(count).fill(value);
}

const GAP: Gap = { time: 0, missing: true };

describe('the decision', () => {
  const settled = times(90, {});

  test.each<[string, (Partial<Seen> | Gap)[], Partial<Decision<WorkersCapacity>>]>([
    ['leaves what fits', settled, { reason: 'steady' }],
    [
      'raises what is too little',
      [...settled, { arrivals: 120_000, processed: 72_000, backlog: 48_000, oldestAgeSeconds: 24 }],
      { reason: 'rising' },
    ],
    [
      'works off what waits',
      [...settled, { backlog: 90_000, oldestAgeSeconds: 75, utilization: 1 }],
      { reason: 'draining' },
    ],
    ['keeps what is hardly too much', [...settled, { arrivals: 58_000 }], { reason: 'steady' }],
    [
      'hands back what is too much, at second sight',
      [...settled, ...times(2, { arrivals: 18_000 })],
      { reason: 'falling' },
    ],
    ['waits for the second sight', [...settled, { arrivals: 18_000 }], { reason: 'holding' }],
    ['holds where nothing is seen', [...settled, GAP], { reason: 'blind', command: undefined }],
    [
      'holds where nothing tells what arrived',
      [{ arrivals: undefined, processed: undefined }],
      { reason: 'blind', command: undefined },
    ],
    [
      'says that there is no more',
      times(4, { ...SWAMPED, arrivals: 600_000, capacity: { workers: 50 } }),
      { reason: 'at-limit', command: undefined },
    ],
    [
      'brings back what is above the limits',
      [{ capacity: { workers: 60 } }],
      { reason: 'outside-limits', command: { workers: 50 } },
    ],
    [
      'brings back what is below the limits',
      [{ arrivals: 0, capacity: { workers: 0 } }],
      { reason: 'outside-limits', command: { workers: 2 } },
    ],
  ])('%s', (_, row, decision) => {
    const { reason, command } = play(row).last;
    expect({ reason, command: 'command' in decision ? command : undefined }).toEqual({
      command: undefined,
      ...decision,
    });
  });

  test('says with figures why', () => {
    const { detail } = play([...settled, { arrivals: 120_000, processed: 72_000, backlog: 48_000 }]).last;
    expect(detail).toMatch(
      /2000 records\/s are expected.*48000 records wait.*wait of \d+(\.\d+)? s.*100 records\/s.*\d+ workers/,
    );
  });

  test('does not ask again for what is under way', () => {
    const jump = { arrivals: 120_000, processed: 72_000, backlog: 48_000, capacity: { workers: 12 } };
    const { decisions } = play([...settled, jump, { ...jump, backlog: 96_000, pending: { workers: 28 } }]);
    expect(decisions.at(-2)?.command?.workers).toBeGreaterThan(20);
    expect(decisions.at(-1)?.command).toBeUndefined();
  });

  test('raises at once after a gap in which work has piled up', () => {
    const { last } = play([
      ...settled,
      ...times(15, GAP),
      { arrivals: 120_000, backlog: 800_000, oldestAgeSeconds: 500 },
    ]);
    expect(last.command?.workers).toBe(50);
  });

  test('does not ask for more of what did not help', () => {
    const vain = { ...SWAMPED, processed: 60_000, throttles: 40_000 };
    const { decisions } = play([SWAMPED, ...times(8, vain)]);
    expect(decisions.some(({ reason }) => reason === 'ineffective')).toBe(true);
    expect(decisions.at(-1)?.command).toBeUndefined();
  });
});

describe('a noisy load', () => {
  test('keeps ready what its bursts need, though little comes now', () => {
    const bursts = Array.from({ length: 240 }, (_, minute) => ({ arrivals: minute % 8 < 2 ? 240_000 : 12_000 }));
    const { last, decisions } = play([...bursts, ...times(3, { arrivals: 12_000 })]);
    expect(last.detail).toContain('bursts');
    expect(decisions.slice(-3).every(({ command }) => (command?.workers ?? 10) >= 5)).toBe(true);
  });
});

const observation = fc.record(
  {
    arrivals: fc.nat(10_000_000),
    processed: fc.nat(10_000_000),
    backlog: fc.nat(100_000_000),
    oldestAgeSeconds: fc.nat(100_000),
    utilization: fc.double({ min: 0, max: 1, noNaN: true }),
    errors: fc.nat(1_000_000),
    throttles: fc.nat(1_000_000),
    capacity: fc.record({ workers: fc.nat(60) }),
    pending: fc.option(fc.record({ workers: fc.integer({ min: 2, max: 50 }) })),
  },
  { requiredKeys: ['capacity'] },
);
const row = fc.array(fc.oneof({ weight: 9, arbitrary: observation }, { weight: 1, arbitrary: fc.constant(GAP) }), {
  minLength: 1,
  maxLength: 40,
});

describe('whatever is seen', () => {
  test('whole workers within the limits are commanded, from a small state that survives JSON', () => {
    fc.assert(
      fc.property(row, (seen) => {
        const { state, decisions } = play(seen);
        for (const { command, detail } of decisions) {
          expect(detail).not.toMatch(/NaN|Infinity|undefined/);
          if (!command) continue;
          expect(Number.isInteger(command.workers)).toBe(true);
          expect(command.workers).toBeGreaterThanOrEqual(2);
          expect(command.workers).toBeLessThanOrEqual(50);
        }
        const text = JSON.stringify(state);
        expect(text.length).toBeLessThan(4_000);
        expect(play([{}], JSON.parse(text) as WorkersState).decisions).toEqual(play([{}], state).decisions);
      }),
      { numRuns: 150 },
    );
  });

  test('more that waits never makes fewer workers', () => {
    const asked = (seen: readonly (Partial<Seen> | Gap)[], waiting: number): number => {
      const last: Partial<Seen> = { ...STEADY, backlog: waiting, oldestAgeSeconds: undefined, utilization: undefined };
      return play([...seen, last]).last.command?.workers ?? 12;
    };
    fc.assert(
      fc.property(fc.nat(200), fc.nat(2_000_000), fc.nat(2_000_000), (minutes, one, other) => {
        const seen = times(minutes % 30, { capacity: { workers: 12 } });
        expect(asked(seen, Math.max(one, other))).toBeGreaterThanOrEqual(asked(seen, Math.min(one, other)));
      }),
      { numRuns: 100 },
    );
  });
});

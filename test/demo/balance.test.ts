import { balanceOf, checks, firstOutcome, Sightings } from '../../demo/balance';

const NOTHING: Sightings = {
  sent: 0,
  archived: new Map(),
  effects: new Map(),
  spilled: new Map(),
  quarantined: new Map(),
};

/** Row 0 delivered, 1 diverted, 2 spilled and replayed, 3 quarantined and repaired. */
const WHOLE: Sightings = {
  sent: 4,
  archived: new Map([0, 1, 2, 3].map((row) => [row, 1])),
  effects: new Map([
    [0, [{ path: 'primary', at: 10 }]],
    [1, [{ path: 'fallback', at: 10 }]],
    [2, [{ path: 'primary', at: 90 }]],
    [3, [{ path: 'primary', at: 90 }]],
  ]),
  spilled: new Map([[2, 20]]),
  quarantined: new Map([[3, 20]]),
};

const broken = (sightings: Sightings, inFlight = 0): string[] =>
  checks(balanceOf(sightings), inFlight).flatMap(([promise, kept]) => (kept ? [] : [promise]));

describe('the balance', () => {
  test('counts each row by its first outcome, and what came back', () => {
    expect(balanceOf(WHOLE)).toEqual({
      ...{ sent: 4, received: 4, delivered: 1, diverted: 1, spilled: 1, quarantined: 1 },
      ...{ replayed: 2, lost: 0, duplicateEffects: 0 },
    });
    expect(broken(WHOLE)).toEqual([]);
  });

  test('takes the earliest place for the first outcome, whatever came later', () => {
    const row = { ...WHOLE, effects: new Map([[2, [{ path: 'primary' as const, at: 5 }]]]) };
    expect(firstOutcome(2, row)).toBe('delivered');
    expect(firstOutcome(2, { ...NOTHING, spilled: new Map([[2, 9]]), quarantined: new Map([[2, 8]]) })).toBe(
      'quarantined',
    );
    expect(firstOutcome(7, WHOLE)).toBeUndefined();
  });

  test('calls a row lost that no sink has, also where the lake has it', () => {
    const gone = { ...WHOLE, effects: new Map([...WHOLE.effects].filter(([row]) => row !== 2)) };
    expect(balanceOf(gone).lost).toBe(1);
    expect(broken(gone)).toEqual(['replayed = spilled + repaired', 'lost 0']);
  });

  test('calls every effect after a row’s first a duplicate', () => {
    const twice = new Map([
      ...WHOLE.effects,
      [
        0,
        [
          { path: 'primary' as const, at: 1 },
          { path: 'fallback' as const, at: 2 },
        ],
      ],
    ]);
    expect(broken({ ...WHOLE, effects: twice })).toEqual(['duplicate effects 0']);
  });

  test('is broken by a row that was not received, has no outcome, or is still under way', () => {
    expect(broken({ ...WHOLE, archived: new Map([...WHOLE.archived].slice(1)) })).toContain(
      'every record sent was received',
    );
    expect(broken({ ...WHOLE, sent: 5, archived: new Map([...WHOLE.archived, [4, 1]]) })).toContain(
      'received = delivered + diverted + spilled + quarantined',
    );
    expect(broken(WHOLE, 1)).toEqual(['nothing is left in flight']);
  });
});

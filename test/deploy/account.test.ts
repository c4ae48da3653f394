import type { Effect } from '../../demo/warehouse';
import { type Account, accountOf, owed, type Sent } from './account';

const SENT: Sent = { first: 10, count: 4, keyOf: (row) => (row % 2 === 0 ? 'even' : 'odd') };
const taken = (path: Effect['path'], at = 1): Effect[] => [{ path, at }];
const NOWHERE = { archived: new Map(), spilled: new Map(), quarantined: new Map(), absorbed: 0 };

/** Rows 10 to 13: one in each place. */
const SEEN = {
  ...NOWHERE,
  effects: new Map([
    [10, taken('primary')],
    [11, taken('fallback')],
    [12, taken('primary', 9)],
  ]),
  spilled: new Map([[12, 2]]),
  quarantined: new Map([[13, 2]]),
};

const broken = (account: Account, received = account.sent): string[] =>
  owed(account, received).flatMap(([promise, kept]) => (kept ? [] : [promise]));

test('each record counts once, by the earliest durable place that it had', () => {
  const account = accountOf(SENT, SEEN, { inFlight: 0, deadLetters: 0 });
  expect(account).toMatchObject({ delivered: 1, diverted: 1, spilled: 1, quarantined: 1, lost: 0 });
  expect(broken(account)).toEqual([]);
});

test('what waits in the source or its dead-letter queue is not lost, and not received', () => {
  const seen = { ...NOWHERE, effects: new Map([[10, taken('primary')]]) };
  const account = accountOf(SENT, seen, { inFlight: 2, deadLetters: 1 });
  expect(account.lost).toBe(0);
  expect(broken(account, 1)).toEqual([]);
});

test('a record that is nowhere is lost', () => {
  const seen = { ...SEEN, quarantined: new Map() };
  const account = accountOf(SENT, seen, { inFlight: 0, deadLetters: 0 });
  expect(account.lost).toBe(1);
  expect(broken(account).join()).toMatch(/lost 0 \(1\)/);
});

test('rows of another scenario count for nothing', () => {
  const seen = { ...SEEN, effects: new Map([...SEEN.effects, [9, taken('primary')], [14, taken('primary')]]) };
  expect(accountOf(SENT, seen, { inFlight: 0, deadLetters: 0 })).toMatchObject({ delivered: 1, lost: 0 });
});

test('a second effect is a state that changed twice', () => {
  const effects = new Map([...SEEN.effects, [10, [...taken('primary'), ...taken('fallback', 5)]]]);
  const account = accountOf(SENT, { ...SEEN, effects }, { inFlight: 0, deadLetters: 0 });
  expect(broken(account).join()).toMatch(/changed twice \(1\)/);
});

test('a record may overtake one of its key only if the lake had it', () => {
  const turned = (spilled: ReadonlyMap<number, number>) => {
    const effects = new Map([12, 11, 10, 13].map((row) => [row, taken('primary')]));
    return accountOf(SENT, { ...NOWHERE, effects, spilled }, { inFlight: 0, deadLetters: 0 }).overtaking;
  };
  expect(turned(new Map())).toBe(1);
  expect(turned(new Map([[10, 0]]))).toBe(0);
});

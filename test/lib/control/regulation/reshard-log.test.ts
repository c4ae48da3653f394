import { asked, NO_RESHARDS, observed, type ReshardLog } from '../../../../lib/control/regulation/reshard-log';
import { streamSettings } from './settings';

const SETTINGS = streamSettings();

const DAY = 24 * 3600;

/** What the log says after so many seconds, in steps of a minute, with so many shards in force. */
function after(log: ReshardLog, seconds: number, shards: number, pending?: number): ReshardLog {
  let result = log;
  for (let passed = 0; passed < seconds; passed += 60) result = seen(result, 60, shards, pending);
  return result;
}

function seen(log: ReshardLog, seconds: number, shards: number, pending?: number): ReshardLog {
  const change = pending === undefined ? null : { shards: pending };
  return observed(log, seconds, { time: 0, capacity: { shards, parallelizationFactor: 1 }, pending: change }, SETTINGS);
}

const START = seen(NO_RESHARDS, 0, 4);

test('a change is under way until its shards are in force', () => {
  const changing = asked(START, 8);
  expect(after(changing, 60, 4).underway).not.toBeNull();
  expect(after(changing, 120, 8).underway).toBeNull();
});

test('a change is under way while AWS says so, however long it takes', () => {
  expect(after(asked(START, 8), 7200, 4, 8).underway).not.toBeNull();
});

test('a change that never shows is taken as refused, and stays on the account', () => {
  const log = after(asked(START, 8), 720, 4);
  expect(log.underway).toBeNull();
  expect(log.spent).toHaveLength(1);
});

test('a change comes off the account when AWS has forgotten it, no sooner', () => {
  const landed = after(asked(START, 8), 60, 8);
  expect(after(landed, DAY - 60, 8).spent).toHaveLength(1);
  expect(after(landed, DAY + 120, 8).spent).toHaveLength(0);
});

test("somebody else's change is on the same account", () => {
  expect(after(START, 60, 6).spent).toHaveLength(1);
});

test("somebody else's change is counted, too, where it came while our own was under way", () => {
  expect(after(asked(START, 8), 120, 16).spent).toHaveLength(2);
});

test("what a stream goes through on its way is nobody's change, and where it ends is one", () => {
  const onTheWay = after(after(START, 60, 5, 8), 60, 8, 8);
  expect(onTheWay.spent).toHaveLength(0);
  expect(after(onTheWay, 60, 8).spent).toHaveLength(1);
});

test('our own change is counted once', () => {
  expect(after(asked(START, 8), 600, 8).spent).toHaveLength(1);
});

test('a clock that jumps a week ahead frees no more than an hour', () => {
  const log = after(asked(START, 8), 60, 8);
  expect(seen(log, 7 * DAY, 8).spent).toHaveLength(1);
});

test('a clock that goes back stands still', () => {
  expect(seen(START, -DAY, 4).clock).toBe(START.clock);
});

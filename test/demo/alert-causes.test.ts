import { millisAfterCause } from '../../demo/alert-causes';

const CAUSES = { outage: 1_000, allDown: 2_000, healed: 3_000, poison: 4_000 };

const after = (alarm: string, state: 'ALARM' | 'OK', receivedAt: number, others: number[] = []): number | undefined =>
  millisAfterCause({ alarm: `Demo-queueMonitor${alarm}1A2B`, state, receivedAt }, CAUSES, others);

test.each([
  ['outage', 'ALARM', 1_500, 500],
  ['outage', 'OK', 3_250, 250],
  ['allpathsdown', 'ALARM', 2_100, 100],
  ['allpathsdown', 'OK', 3_100, 100],
  ['quarantine', 'ALARM', 4_700, 700],
] as const)('%s %s is held against its own cause', (alarm, state, receivedAt, millis) => {
  expect(after(alarm, state, receivedAt)).toBe(millis);
});

test('an alert before its cause, such as the first OK of a new alarm, has none', () => {
  expect(after('outage', 'OK', 500)).toBeUndefined();
  expect(after('quarantine', 'ALARM', 3_999)).toBeUndefined();
});

test('an alert that no act is meant to cause is held against the last thing done before it', () => {
  expect(after('handlererrors', 'ALARM', 2_900)).toBe(900);
  expect(after('handlererrors', 'ALARM', 2_900, [2_800, 5_000])).toBe(100);
  expect(after('handlererrors', 'ALARM', 900)).toBeUndefined();
});

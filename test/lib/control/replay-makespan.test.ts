import { nextShare, type ReplayShare } from '../../../lib/control/replay-share';

/** A replay beside live traffic, second by second, as a fluid; the width follows the age of live records, a minute old. */
interface Plant {
  readonly records: number;
  /** Records a second of one worker. */
  readonly perWorker: number;
  readonly most: number;
  /** Records a second that S3 gives, and that the target takes, live ones included. */
  readonly read: number;
  readonly target: number;
  readonly live: number;
  /** `--rate`: records a second, 0 for none. */
  readonly rate: number;
}

const OBJECTIVE_SECONDS = 60;

/** Lambda: 1,000 environments every 10 seconds, https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html. */
const RAMP_A_SECOND = 100;

/** A live record takes so long where nothing waits. */
const SERVICE_SECONDS = 1;

function play({ records, perWorker, most, read, target, live, rate }: Plant) {
  let share: ReplayShare = { workers: most, most, calm: 0 };
  let [left, backlog, seconds] = [records, 0, 0];
  const lags: number[] = [];
  while (left > 0 && seconds < 1e6) {
    seconds += 1;
    const workers = Math.min(share.workers, seconds * RAMP_A_SECOND);
    const wished = Math.min(workers * perWorker, read, rate || Infinity, left);
    const liveWished = live + backlog;
    // Whoever asks for more gets more, where the target takes less than all want.
    const part = Math.min(1, target / (wished + liveWished));
    left -= wished * part;
    backlog = liveWished * (1 - part);
    lags.push(SERVICE_SECONDS + backlog / live);
    if (seconds % 60 === 0) share = nextShare(share, { ageSeconds: lags.at(-61), objectiveSeconds: OBJECTIVE_SECONDS });
  }
  lags.sort((a, b) => a - b);
  return { seconds, p99: lags[Math.floor(lags.length * 0.99)] };
}

/** Seconds that physics asks for: environments come by the ramp, and no more records go than the tightest place lets through. */
function bound({ records, perWorker, most, read, target, live, rate }: Plant): number {
  const pace = Math.min(most * perWorker, read, target - live, rate || Infinity);
  const ramp = pace / perWorker / RAMP_A_SECOND;
  return ramp / 2 + records / pace;
}

const ROOMY = { perWorker: 100, read: 1e9, target: 1e9, live: 1_000, rate: 0 };

test.each<[string, Plant]>([
  ['the ramp of Lambda', { ...ROOMY, records: 20e6, most: 2_000 }],
  ['what S3 gives', { ...ROOMY, records: 100e6, most: 1_000, read: 60_000 }],
  ['what the target takes, given as its rate', { ...ROOMY, records: 50e6, most: 1_000, target: 51_000, rate: 50_000 }],
])('a replay that is bound by %s takes hardly longer than that, and live records wait as before', (_, plant) => {
  const { seconds, p99 } = play(plant);
  expect(seconds / bound(plant)).toBeLessThanOrEqual(1.05);
  expect(p99 / SERVICE_SECONDS).toBeLessThanOrEqual(1.05);
});

test('five hundred workers bring back a hundred times what SQS redrives, which is 500 a second', () => {
  const plant = { ...ROOMY, records: 30e6, most: 510 };
  expect(plant.records / play(plant).seconds).toBeGreaterThanOrEqual(100 * 500);
});

test('without a rate, at a target that takes less than asked for, it is as quick, and live records wait twice as long', () => {
  const plant = { ...ROOMY, records: 600e6, most: 1_000, target: 50_000, live: 5_000 };
  const { seconds, p99 } = play(plant);
  expect(seconds / bound(plant)).toBeLessThanOrEqual(1.05);
  // Twice as long as without it: what the target is short of, live records are short of by their share of the calls.
  expect(p99 / SERVICE_SECONDS).toBeLessThanOrEqual(2.5);
});

import { AwsFailure } from '../../bin/cli/aws-failure';
import { costOf, leastMillis, PRICES } from '../../bin/cli/replay-cost';
import { readReplayRequest } from '../../bin/cli/replay-request';
import { objectKey } from '../../lib/contract/lake';
import { fakeHost, lines, NOW, sdkError } from './fake-host';

const TICKET = 'operator-2026-11-24T03-58-00-000Z';
const ARN = `arn:aws:states:us-east-1:1:execution:replay:${TICKET}`;
const input = JSON.stringify({ prefix: 'spilled/Orders/', keys: 'k-*', ordered: false, concurrency: 8 });

function ticket(status: string, more: object = {}) {
  const fake = fakeHost();
  const execution = { status, input, startedAt: NOW - 60_000, ...more };
  fake.aws.looks = [{ execution, runs: [{ id: 'r', total: 400, succeeded: 90, failed: 10 }] }];
  return fake;
}

describe('a ticket', () => {
  test.each([
    ['RUNNING', {}, 'running'],
    ['SUCCEEDED', { stoppedAt: NOW - 30_000 }, 'succeeded'],
    ['ABORTED', { error: 'Paused' }, 'paused'],
    ['ABORTED', { error: 'Cancelled' }, 'cancelled'],
    ['TIMED_OUT', {}, 'timed_out'],
  ])('of a replay that is %s %j says so, how far it is and how long it will take', async (status, more, state) => {
    const { sluice, terminal, aws } = ticket(status, more);
    expect(await sluice(`replay Orders --ticket ${TICKET}`)).toBe(0);
    expect(terminal.text).toContain(`${TICKET}: ${state}, spilled/Orders/, keys k-*, 8 at a time`);
    expect(terminal.text).toContain('25 %  100/400 objects  10 failed');
    expect(terminal.text).toContain('ETA');
    expect([aws.started, aws.stopped, aws.redriven]).toEqual([[], [], []]);
  });

  test('is paused so that it can be told from a cancelled one, and resumed where it stopped', async () => {
    const { sluice, aws, terminal } = ticket('RUNNING');
    expect(await sluice(`replay Orders --ticket ${TICKET} --pause`)).toBe(0);
    expect([aws.stopped, aws.reasons]).toEqual([[ARN], ['Paused']]);
    expect(terminal.text).toContain(`--ticket ${TICKET} --resume`);
    aws.looks = [{ execution: { status: 'ABORTED', error: 'Paused', input } }];
    expect(await sluice(`replay Orders --ticket ${TICKET} --resume`)).toBe(0);
    expect(aws.redriven).toEqual([ARN]);
  });

  test('is cancelled', async () => {
    const { sluice, aws } = ticket('RUNNING');
    expect(await sluice(`replay Orders --ticket ${TICKET} --cancel`)).toBe(0);
    expect(aws.reasons).toEqual(['Cancelled']);
  });

  test.each([
    ['--pause', 'SUCCEEDED', 'REPLAY_ENDED'],
    ['--cancel', 'ABORTED', 'REPLAY_ENDED'],
    ['--resume', 'SUCCEEDED', 'REPLAY_ENDED'],
  ])('%s of one that is %s is refused', async (option, status, code) => {
    const { sluice, aws, terminal } = ticket(status);
    expect(await sluice(`replay Orders --ticket ${TICKET} ${option}`)).toBe(1);
    expect([terminal.noted.includes(code), aws.stopped, aws.redriven]).toEqual([true, [], []]);
  });

  test('that nobody has is named', async () => {
    const { sluice, aws, terminal } = ticket('RUNNING');
    aws.execution = async () => {
      throw new AwsFailure('states:DescribeExecution', 'arn', sdkError('ExecutionDoesNotExist', 'gone'));
    };
    expect(await sluice('replay Orders --ticket nothing')).toBe(1);
    expect(terminal.noted).toContain("TICKET_UNKNOWN: no replay of Orders has the ticket 'nothing'");
  });

  test('is not needed to pause or cancel all that run, and is to resume', async () => {
    const { sluice, aws, terminal } = ticket('RUNNING');
    expect(await sluice('replay Orders --pause')).toBe(0);
    expect(terminal.text).toBe('no replay of Orders is running');
    aws.running = ['a', 'b'].map((name) => ({ arn: name, name, startedAt: NOW, input: '{}' }));
    expect(await sluice('replay Orders --cancel')).toBe(0);
    expect(aws.stopped).toHaveLength(2);
    expect(await sluice('replay Orders --resume')).toBe(2);
    expect(await sluice('replay Orders --pause --cancel')).toBe(2);
  });
});

describe('a window of the archive', () => {
  const FROM = Date.UTC(2026, 10, 24, 1);
  const options = '--prefix archive --from 2026-11-24T01:00 --to 2026-11-24T02:00 --yes';

  function archived() {
    const fake = fakeHost();
    fake.aws.lake.set(objectKey('archive', 'Orders', [FROM + 60_000], 'aa'), lines(1, FROM + 60_000));
    return fake;
  }

  test('is in the name of its replay, and refused the second time, also in part', async () => {
    const { sluice, aws, terminal } = archived();
    expect(await sluice(`replay Orders ${options}`)).toBe(0);
    const [{ name }] = aws.started;
    expect(name).toMatch(new RegExp(`^archive-${FROM}-${FROM + 3_600_000}-`));
    expect(name.length).toBeLessThanOrEqual(80);
    aws.succeeded = ['sweep-1', name];
    expect(await sluice(`replay Orders ${options}`)).toBe(1);
    expect(await sluice('replay Orders --prefix archive --from 2026-11-24T01:30 --yes')).toBe(0);
    expect(terminal.noted).toContain('WINDOW_REPLAYED');
    expect(aws.started).toHaveLength(1);
  });

  test('is delivered again where that is asked for, and where another was replayed', async () => {
    const { sluice, aws } = archived();
    aws.succeeded = [`archive-${FROM}-${FROM + 3_600_000}-x`];
    expect(await sluice(`replay Orders ${options} --again`)).toBe(0);
    aws.succeeded = [`archive-${FROM - 7_200_000}-${FROM}-x`];
    expect(await sluice(`replay Orders ${options}`)).toBe(0);
    expect(aws.started).toHaveLength(2);
  });
});

test('an ordered replay of some keys asks for both, and tells what its execution says', async () => {
  const { sluice, aws, terminal } = fakeHost();
  aws.lake.set(objectKey('spilled', 'Orders', [NOW - 1], 'aa'), lines(1, NOW - 1));
  const lane = { after: 'x', state: 'done', replayed: 7, quarantined: 1, remaining: 0 };
  aws.looks = [{ execution: { status: 'SUCCEEDED', output: JSON.stringify({ lane }) } }];
  expect(await sluice('replay Orders --key k-7 --ordered')).toBe(0);
  expect(aws.started[0].input).toMatchObject({ keys: 'k-7', ordered: true });
  expect(terminal.text).toContain('in order, one object after the other');
  expect(terminal.text).toContain('replayed 7, quarantined again 1, remaining 0 records');
});

describe('what a replay costs', () => {
  const request = (options: object = {}) => readReplayRequest('Orders', options as never, NOW);

  test('is a sum of its requests, transitions and the workers’ time', () => {
    const { dollars, workerSeconds } = costOf(1_000, 100_000, 50e6, request());
    expect(workerSeconds).toBe(105);
    const requests = 1_000 * (PRICES.lambdaRequest + 2 * PRICES.transition + PRICES.s3Get);
    expect(dollars).toBeGreaterThan(requests);
    expect(dollars).toBeLessThan(requests * 1.1);
  });

  test('grows with a rate that makes workers wait, and hardly counts transitions in order', () => {
    const fast = costOf(1_000, 1e6, 50e6, request());
    const slow = costOf(1_000, 1e6, 50e6, request({ rate: '100' }));
    expect(slow.workerSeconds).toBe(40_000);
    expect(slow.dollars).toBeGreaterThan(fast.dollars);
    expect(costOf(1_000, 1e6, 50e6, request({ ordered: true })).dollars).toBeLessThan(fast.dollars / 2);
  });

  test('and takes at least the time of its rate, or of its workers', () => {
    const timeOf = (options: object) =>
      leastMillis(1_000, 1e6, costOf(1_000, 1e6, 0, request(options)), request(options));
    expect(timeOf({ rate: '1000' })).toBe(1_000_000);
    expect(timeOf({})).toBe(25_000);
    expect(timeOf({ concurrency: '100' })).toBe(1_000);
  });

  test('is shown by a dry run', async () => {
    const { sluice, aws, terminal } = fakeHost();
    aws.lake.set(objectKey('spilled', 'Orders', [NOW - 1], 'aa'), lines(1, NOW - 1));
    await sluice('replay Orders --dry-run');
    expect(terminal.text).toContain('less than $0.01 for Lambda, Step Functions, S3 and DynamoDB');
  });
});

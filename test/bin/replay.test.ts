import { RUNS_PREFIX } from '../../bin/cli/replay-reports';
import { REPLAY_RUNS_PREFIX } from '../../lib/buffer/lifecycle';
import { hourPrefix, objectKey as nameOf, Zone } from '../../lib/contract/lake';
import { END_OF_TIME } from '../../lib/contract/replay';
import { fakeHost, lines, NOW } from './fake-host';

const HOUR = 3_600_000;

/** A name of the first format, which tells nothing of the records. */
const objectKey = (zone: Zone, pipeline: string, time: number, hash: string): string =>
  `${hourPrefix(zone, pipeline, time)}${time}-${hash}.ndjson`;

/** Objects of ten records, an hour apart, the newest an hour old. */
function lakeOf(zone: Zone, objects: number) {
  const fake = fakeHost();
  for (let index = 1; index <= objects; index++) {
    const time = NOW - index * HOUR;
    fake.aws.lake.set(objectKey(zone, 'Orders', time, 'x'), lines(10, time));
  }
  const empty = () =>
    [...fake.aws.lake.keys()].filter((key) => key.startsWith(zone)).forEach((key) => fake.aws.lake.delete(key));
  return { ...fake, empty };
}

describe('a dry run', () => {
  test('counts objects, bytes and records, lists keys, gives the time at the rate, and starts nothing', async () => {
    const { sluice, aws, terminal } = lakeOf('spilled', 12);
    expect(await sluice('replay Orders --dry-run --rate 20')).toBe(0);
    expect(terminal.text).toContain('Would replay 120 records in 12 objects, 4.1 kB, from s3://lake/spilled/Orders/');
    expect(terminal.text).toContain('20 records/s: at least 6 s');
    expect(terminal.text).toContain('… and 2 more');
    expect(aws.started).toEqual([]);
  });

  test('of a time range lists only its hours and counts only its records', async () => {
    const { sluice, aws, terminal } = lakeOf('spilled', 12);
    expect(await sluice('replay Orders --dry-run --from 2026-11-24T02:00:05 --to 2026-11-24T03:00')).toBe(0);
    expect(terminal.text).toContain('Would replay 5 records in 1 object,');
    expect(aws.listed).toEqual(['01', '02', '03'].map((hour) => `spilled/Orders/dt=2026-11-24/hh=${hour}/`));
  });

  test('reads some objects of many, and says that it estimated', async () => {
    const { sluice, terminal } = lakeOf('spilled', 500);
    await sluice('replay Orders --dry-run');
    expect(terminal.text).toMatch(
      /Would replay about 5,0\d\d records|Would replay about 5,000 records|Would replay about 4,9\d\d records/,
    );
    expect(terminal.text).toContain('estimated from 200 objects read');
  });
});

describe('a replay', () => {
  test('starts the state machine with every field of its input, narrowed to the hours of the range', async () => {
    const { sluice, aws, empty } = lakeOf('spilled', 3);
    aws.looks = [{ execution: { status: 'SUCCEEDED' }, effect: empty }];
    expect(await sluice('replay Orders --from 2026-11-24T01:00 --rate 50 --concurrency 8')).toBe(0);
    expect(aws.started).toEqual([
      {
        name: expect.stringMatching(/^operator-[\w-]+$/),
        input: {
          prefix: 'spilled/Orders/dt=2026-11-24/hh=0',
          from: NOW - 3 * HOUR,
          to: END_OF_TIME,
          keys: '',
          ordered: false,
          rate: 50,
          concurrency: 8,
          reason: 'operator',
        },
      },
    ]);
  });

  test('tells what the workers reported', async () => {
    const { sluice, aws, terminal, empty } = lakeOf('quarantined', 2);
    const output = (quarantined: number) => ({
      Output: JSON.stringify({ key: 'k', replayed: 9, quarantined, remaining: 0, skipped: 0 }),
    });
    aws.lake.set('replay-runs/Orders/run-1/SUCCEEDED_0.json', JSON.stringify([output(1), output(0)]));
    aws.looks = [
      { execution: { status: 'SUCCEEDED' }, runs: [{ id: 'run-1', total: 2, succeeded: 2, failed: 0 }], effect: empty },
    ];
    expect(await sluice('replay Orders --prefix quarantined')).toBe(0);
    expect(terminal.text).toContain('replayed 18, quarantined again 1, remaining 0 records');
  });

  test('without reports compares the lake before and after', async () => {
    const { sluice, aws, terminal, empty } = lakeOf('spilled', 3);
    const effect = () => {
      empty();
      aws.lake.set(objectKey('quarantined', 'Orders', NOW, 'q'), lines(2, NOW));
    };
    aws.looks = [{ execution: { status: 'RUNNING' } }, { execution: { status: 'SUCCEEDED' }, effect }];
    expect(await sluice('replay Orders')).toBe(0);
    expect(terminal.text).toContain('replayed 28, quarantined again 2, remaining 0 records');
    expect(terminal.noted).toContain('100 %  3/3 objects');
  });

  test('that leaves a part of an object behind says so, although the rest lies under another name', async () => {
    const { sluice, aws, terminal } = fakeHost();
    const keyOf = (...times: number[]): string => nameOf('spilled', 'Orders', times, 'abc');
    aws.lake.set(keyOf(NOW - 9, NOW - 8, NOW - 7), 'not read');
    const effect = () => {
      aws.lake.clear();
      aws.lake.set(keyOf(NOW - 8), 'not read').set(keyOf(NOW, NOW), 'live');
    };
    aws.looks = [{ execution: { status: 'SUCCEEDED' }, effect }];
    expect(await sluice('replay Orders')).toBe(1);
    expect(terminal.text).toContain('replayed 2, quarantined again 0, remaining 1 record');
  });

  test('that leaves records behind fails, and says that nothing is lost', async () => {
    const { sluice, aws, terminal } = lakeOf('spilled', 3);
    aws.looks = [{ execution: { status: 'SUCCEEDED' } }];
    expect(await sluice('replay Orders')).toBe(1);
    expect(terminal.text).toContain('replayed 0, quarantined again 0, remaining 30 records');
    expect(terminal.noted).toContain('ReplayError REPLAY_INCOMPLETE: the target did not take everything');
  });

  test('with failed objects fails although the state machine tolerates them', async () => {
    const { sluice, aws, terminal } = lakeOf('spilled', 3);
    aws.looks = [{ execution: { status: 'SUCCEEDED' }, runs: [{ id: 'r', total: 3, succeeded: 1, failed: 2 }] }];
    expect(await sluice('replay Orders')).toBe(1);
    expect(terminal.noted).toContain('REPLAY_INCOMPLETE: 2 objects could not be replayed');
  });

  test('whose execution fails passes on the reason', async () => {
    const { sluice, aws, terminal } = lakeOf('spilled', 1);
    aws.looks = [{ execution: { status: 'FAILED', error: 'States.ItemReaderFailed', cause: 'denied' } }];
    expect(await sluice('replay Orders')).toBe(1);
    expect(terminal.noted).toMatch(/REPLAY_FAILED: operator-\S+ ended as FAILED: States.ItemReaderFailed: denied/);
  });

  test('of nothing starts nothing and succeeds', async () => {
    const { sluice, aws, terminal } = fakeHost();
    expect(await sluice('replay Orders')).toBe(0);
    expect(terminal.text).toBe('Nothing to replay under s3://lake/spilled/Orders/');
    expect(aws.started).toEqual([]);
  });

  test('is refused while another works on the same objects, unless forced', async () => {
    const { sluice, aws, terminal, empty } = lakeOf('spilled', 1);
    aws.running.push({ arn: 'x', name: 'healed-7', startedAt: NOW - 5_000, input: '{"prefix":"spilled/Orders/"}' });
    expect(await sluice('replay Orders --from 2h')).toBe(1);
    expect(terminal.noted).toContain('ReplayError REPLAY_RUNNING: healed-7 has been replaying spilled/Orders/ for 5 s');
    expect(aws.started).toEqual([]);
    aws.looks = [{ execution: { status: 'SUCCEEDED' }, effect: empty }];
    expect(await sluice('replay Orders --from 2h --force')).toBe(0);
  });

  test('beside one of another zone is allowed', async () => {
    const { sluice, aws, empty } = lakeOf('spilled', 1);
    aws.running.push({ arn: 'x', name: 'q', startedAt: NOW, input: '{"prefix":"quarantined/Orders/"}' });
    aws.looks = [{ execution: { status: 'SUCCEEDED' }, effect: empty }];
    expect(await sluice('replay Orders')).toBe(0);
  });
});

describe('a replay of the archive', () => {
  test('needs --yes where nobody can answer', async () => {
    const { sluice, aws, terminal } = lakeOf('archive', 2);
    expect(await sluice('replay Orders --prefix archive')).toBe(2);
    expect(terminal.noted).toContain('UsageError CONFIRMATION_MISSING');
    expect(aws.started).toEqual([]);
  });

  test('asks at a terminal, and takes anything but yes for no', async () => {
    const { sluice, aws, terminal } = lakeOf('archive', 2);
    terminal.answers.push('', 'y');
    expect(await sluice('replay Orders --prefix archive')).toBe(2);
    expect(aws.started).toEqual([]);
    expect(await sluice('replay Orders --prefix archive')).toBe(0);
    expect(aws.started).toHaveLength(1);
  });

  test('ends where it was started, so that it does not meet records of its own time', async () => {
    const { sluice, aws } = lakeOf('archive', 2);
    expect(await sluice('replay Orders --prefix archive --yes')).toBe(0);
    expect(aws.started[0]?.input).toMatchObject({ prefix: 'archive/Orders/', to: NOW });
  });
});

describe('Ctrl-C', () => {
  function interrupted(answer?: string) {
    const fake = lakeOf('spilled', 3);
    if (answer !== undefined) fake.terminal.answers.push(answer);
    fake.aws.looks = [
      { execution: { status: 'RUNNING' }, effect: fake.terminal.interrupt },
      { execution: { status: 'SUCCEEDED' }, effect: fake.empty },
    ];
    return fake;
  }

  test.each([undefined, 'y'])('answered by %p stops the execution and says what remains', async (answer) => {
    const { sluice, aws, terminal } = interrupted(answer);
    expect(await sluice('replay Orders')).toBe(1);
    expect(aws.stopped).toEqual([`arn:execution:${aws.started[0]?.name}`]);
    expect(terminal.text).toContain('30 records in 3 objects remain');
    expect(terminal.text).toContain('Nothing is lost');
  });

  test('answered by l leaves it running', async () => {
    const { sluice, aws, terminal } = interrupted('l');
    expect(await sluice('replay Orders')).toBe(0);
    expect(aws.stopped).toEqual([]);
    expect(terminal.text).toContain('goes on; sluice status Orders shows it');
  });

  test('before AWS has answered to the start stops what was started', async () => {
    const { sluice, aws, terminal } = lakeOf('spilled', 3);
    const answer = aws.startExecution.bind(aws);
    aws.startExecution = (...started) => {
      terminal.interrupt();
      return answer(...started);
    };
    aws.looks = [{ execution: { status: 'RUNNING' } }];
    expect(await sluice('replay Orders')).toBe(1);
    expect(aws.stopped).toEqual([`arn:execution:${aws.started[0]?.name}`]);
  });

  test('answered by anything else goes on watching', async () => {
    const { sluice, aws, terminal } = interrupted('');
    expect(await sluice('replay Orders')).toBe(0);
    expect(aws.stopped).toEqual([]);
    expect(terminal.text).toContain('replayed 30');
  });
});

test('progress is a line every few seconds without a terminal, and a bar with one', async () => {
  const steps = () => Array.from({ length: 12 }, () => ({ execution: { status: 'RUNNING' } }));
  const piped = lakeOf('spilled', 3);
  piped.aws.looks = [...steps(), { execution: { status: 'SUCCEEDED' }, effect: piped.empty }];
  await piped.sluice('replay Orders');
  expect(piped.terminal.notes.filter((line) => line.includes('objects')).length).toBeLessThan(6);
  const seen = lakeOf('spilled', 3);
  seen.terminal.live = true;
  seen.aws.looks = [...steps(), { execution: { status: 'SUCCEEDED' }, effect: seen.empty }];
  await seen.sluice('replay Orders');
  expect(seen.terminal.rewritten.length).toBeGreaterThan(10);
  expect(seen.terminal.rewritten.at(-1)).toBe('');
});

test('reports are looked for where the state machine writes them', () => {
  expect(RUNS_PREFIX).toBe(REPLAY_RUNS_PREFIX);
});

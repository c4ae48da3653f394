import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fakeHost } from './fake-host';
import { Program } from './program';

const SETTINGS = {
  kind: 'workers',
  lagObjectiveSeconds: 60,
  periodSeconds: 60,
  recordsPerWorkerPerSecond: 100,
  minWorkers: 1,
  maxWorkers: 20,
  actuationSeconds: 60,
};
const OVERLOAD = {
  time: 60,
  arrivals: 90_000,
  processed: 30_000,
  backlog: 60_000,
  oldestAgeSeconds: 40,
  utilization: 1,
  capacity: { workers: 5 },
};

interface Answer {
  readonly workers?: number;
  readonly shards?: number;
  readonly reason: string;
}

async function decided(...lines: readonly (object | string)[]) {
  const { sluice, input, terminal } = fakeHost();
  input.push(...lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))));
  const code = await sluice('decide');
  return { code, noted: terminal.noted, answers: terminal.outLines.map((line) => JSON.parse(line) as Answer) };
}

test('each observation has one line for an answer, the settings have none', async () => {
  const { code, answers } = await decided(SETTINGS, OVERLOAD, { time: 120, missing: true });
  expect(code).toBe(0);
  expect(answers).toHaveLength(2);
  expect(answers[0].workers).toBeGreaterThan(5);
  expect(answers[1]).toEqual({ reason: expect.stringMatching(/^blind: /) as string });
});

test.each([
  ['no JSON', '{"time":60', /no JSON object/],
  ['null', 'null', /no JSON object/],
  ['no time', { ...OVERLOAD, time: undefined }, /time must be a number of seconds/],
  ['no capacity', { ...OVERLOAD, capacity: undefined }, /capacity.workers is not known/],
  ['another capacity', { ...OVERLOAD, capacity: { shards: 2 } }, /capacity.workers is not known/],
])('a line with %s changes nothing, says why, and the next one is decided', async (_, line, why) => {
  const { code, answers } = await decided(SETTINGS, line, OVERLOAD);
  expect(code).toBe(0);
  expect(answers[0]).toEqual({ reason: expect.stringMatching(why) as string });
  expect(answers[1].workers).toBeGreaterThan(5);
});

test.each([
  ['no object', '[', /first line must be a JSON object/],
  ['another kind', { ...SETTINGS, kind: 'pigeons' }, /kind must be "workers" or "stream", got "pigeons"/],
  [
    'limits the wrong way round',
    { ...SETTINGS, minWorkers: 21 },
    /minWorkers must not be above maxWorkers, got 21 and 20/,
  ],
  ['no workers at all', { ...SETTINGS, minWorkers: 0 }, /minWorkers must be a whole number from 1 to 1000000, got 0/],
  ['a setting left out', { ...SETTINGS, periodSeconds: undefined }, /periodSeconds must be a number from 1 to 3600/],
])('settings with %s are refused before anything is decided', async (_, line, why) => {
  const { code, noted, answers } = await decided(line, OVERLOAD);
  expect(code).toBe(2);
  expect(noted).toMatch(/^UsageError SETTINGS_INVALID: /);
  expect(noted).toMatch(why);
  expect(answers).toEqual([]);
});

test('no input is an error', async () => {
  expect(await decided()).toMatchObject({ code: 2, noted: expect.stringContaining('SETTINGS_MISSING') as string });
});

describe('as a program', () => {
  const program = new Program();
  afterAll(() => program.remove());

  test('it answers a line before the next one is sent', async () => {
    const child = spawn(process.execPath, [program.file, 'decide'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stdin.write(`${JSON.stringify(SETTINGS)}\n`);
    for (let time = 60; time <= 300; time += 60) {
      child.stdin.write(`${JSON.stringify({ ...OVERLOAD, time })}\n`);
      const { value } = (await answers.next()) as { value: string };
      expect(JSON.parse(value)).toHaveProperty('reason');
    }
    child.stdin.end();
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  });
});

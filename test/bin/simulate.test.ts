import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTrace } from '../../bin/cli/simulate/trace-file';
import { rateEachSecond } from '../../lib/simulation/arrivals/rate-curve';
import { CONTROLLER_NAMES } from '../../lib/simulation/controller/controllers';
import { fakeHost } from './fake-host';
import { Program } from './program';

const folder = mkdtempSync(join(tmpdir(), 'sluice-simulate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** An hour with a burst in its middle. */
const CURVE = file('curve.csv', 'second,rate\n0,300\n1800,300\n1860,1500\n2400,1500\n2460,300\n3540,300\n');

const START = Date.UTC(2026, 10, 24);
const minute = (index: number): string => new Date(START + index * 60_000).toISOString();

async function simulated(args: string) {
  const { sluice, terminal } = fakeHost();
  const code = await sluice(`simulate ${args}`);
  const cells = terminal.outLines.map((line) => line.trim().split(/ {2,}/));
  const row = (name: string): string[] | undefined => cells.find(([first]) => first === name);
  return { code, row, text: terminal.text, noted: terminal.noted };
}

const total = (rates: Float64Array): number => rates.reduce((sum, rate) => sum + rate, 0);

describe('the table', () => {
  test('has a line for each controller and one for the optimum, and no plan costs less than that', async () => {
    const { code, row, text } = await simulated(`${CURVE} --rate-per-unit 100`);
    expect(code).toBe(0);
    for (const name of CONTROLLER_NAMES) expect(row(name)).toHaveLength(7);
    expect(row('(optimum)')?.slice(2, 4)).toEqual(['1.00', '0 %']);
    expect(Number(row('fixed-peak')?.[2])).toBeGreaterThan(1);
    expect(text).toContain('Ratio: cost beside the clairvoyant optimum.');
  });

  test('of a stream counts what AWS would refuse, and the regulator asks for nothing of the kind', async () => {
    // A triangle wave makes rules without a budget ask for more than ten reshards.
    const wave = Array.from({ length: 60 }, (_, index) => `${index * 600},${index % 2 ? 6000 : 500}`);
    const path = file('wave.csv', ['second,rate', ...wave].join('\n'));
    const { row } = await simulated(`${path} --kind stream --rate-per-unit 500 --fast --controllers sluice,hpa`);
    expect(row('sluice')?.[6]).toBe('0');
    expect(Number(row('hpa')?.[6])).toBeGreaterThan(0);
  });

  test('is the same for the same seed, and another one for another', async () => {
    const args = `${CURVE} --rate-per-unit 100 --fast --burst-group 50 --controllers hpa`;
    const [first, again, other] = [await simulated(args), await simulated(args), await simulated(`${args} --seed 2`)];
    expect(again.text).toBe(first.text);
    expect(other.row('hpa')).not.toEqual(first.row('hpa'));
  });

  test('tells what the figures rest on', async () => {
    const { text } = await simulated(
      `${CURVE} --rate-per-unit 100 --max 40 --lag-objective 90s --variant fresh --fast --seconds 30m`,
    );
    for (const words of [
      '1 to 40 workers of 100 records/s',
      'older than 90 s',
      'each 10 s, 0 s late',
      '30m',
      'seed 1',
    ]) {
      expect(text).toContain(words);
    }
  });

  test('compares with the cheapest that was never late where the optimum is left out', async () => {
    const { row, text } = await simulated(`${CURVE} --rate-per-unit 100 --fast --controllers fixed-peak`);
    expect(row('fixed-peak')?.[2]).toBe('1.00');
    expect(row('(optimum)')).toBeUndefined();
    expect(text).toContain('the cheapest without violations');
  });
});

describe('a trace', () => {
  const counts = [600, 1200, 0, 2400];
  const formats: readonly (readonly [string, string])[] = [
    ['CSV', ['timestamp,value', ...counts.map((value, index) => `${minute(index)},${value}`)].join('\r\n')],
    [
      'get-metric-data',
      JSON.stringify({
        MetricDataResults: [{ Id: 'm', Timestamps: counts.map((_, at) => minute(at)), Values: counts }],
      }),
    ],
    [
      'get-metric-statistics, in any order',
      JSON.stringify({ Datapoints: counts.map((Sum, at) => ({ Timestamp: minute(at), Sum })).reverse() }),
    ],
    [
      'get-metric-statistics, without the period that had nothing',
      JSON.stringify({
        Datapoints: counts.map((Sum, at) => ({ Timestamp: minute(at), Sum })).filter(({ Sum }) => Sum),
      }),
    ],
  ];

  test.each(formats)('of counts in each period brings exactly these records: %s', (_, content) => {
    const trace = readTrace(file('counts', content));
    expect([trace.seconds, trace.startedAt]).toEqual([240, START]);
    const rates = rateEachSecond(trace.points, trace.seconds);
    counts.forEach((count, at) => expect(total(rates.slice(at * 60, (at + 1) * 60))).toBeCloseTo(count, 6));
  });

  test('of rates goes straight from one to the next, from its first second on', () => {
    const trace = readTrace(file('rates.csv', 'second,rate\n100,10\n110,20\n120,20\n'));
    expect(trace.seconds).toBe(30);
    expect([...rateEachSecond(trace.points, 12)].slice(4, 12)).toEqual([14, 15, 16, 17, 18, 19, 20, 20]);
  });
});

test.each([
  ['no rate', CURVE, 'OPTION_MISSING', /--rate-per-unit/],
  [
    'no file',
    'nowhere.csv --rate-per-unit 1',
    'TRACE_UNREADABLE',
    /nowhere.csv cannot be read \(ENOENT\); allowed: a CSV/,
  ],
  ['a folder', `${folder} --rate-per-unit 1`, 'TRACE_UNREADABLE', /EISDIR/],
  [
    'minimum above maximum',
    `${CURVE} --rate-per-unit 1 --min 5 --max 4`,
    'LIMITS_INVALID',
    /--min is 5 and --max is 4/,
  ],
  [
    'an unknown controller',
    `${CURVE} --rate-per-unit 1 --controllers sluice,pid`,
    'OPTION_INVALID',
    /'pid'; allowed: sluice,/,
  ],
  ['an unknown kind', `${CURVE} --rate-per-unit 1 --kind queue`, 'OPTION_INVALID', /allowed: workers, stream/],
  ['an unknown variant', `${CURVE} --rate-per-unit 1 --variant storm`, 'OPTION_INVALID', /allowed: base, fresh/],
  ['a rate of zero', `${CURVE} --rate-per-unit 0`, 'NUMBER_INVALID', /--rate-per-unit is '0'/],
  ['a minimum of zero', `${CURVE} --rate-per-unit 1 --min 0`, 'NUMBER_INVALID', /whole number from 1/],
  ['a run without end', `${CURVE} --rate-per-unit 1 --seconds 32d`, 'DURATION_INVALID', /1 to 2678400 seconds/],
  ['a page nowhere', `${CURVE} --rate-per-unit 100 --fast --out ${folder}/no/page.html`, 'OUT_UNWRITABLE', /ENOENT/],
])('%s is refused, with what is allowed', async (_, args, code, why) => {
  const { code: exit, noted } = await simulated(args);
  expect(exit).toBe(2);
  expect(noted).toMatch(new RegExp(`^UsageError ${code}: `));
  expect(noted).toMatch(why);
});

test.each([
  ['no CSV', 'PK\u0003\u0004', /first line is/],
  ['other columns', 'when,what\n1,2\n', /'when,what', which names no such columns/],
  ['no rows', 'second,rate\n', /no rows/],
  ['one row', 'second,rate\n0,5\n', /takes two/],
  ['a negative rate', 'second,rate\n0,5\n60,-1\n', /line 3 has '-1' where a number from 0 up must be/],
  ['no number', 'second,rate\n0,5\n60,many\n', /line 3 has 'many'/],
  ['an empty cell', 'second,rate\n0,5\n60,\n', /line 3 has ''/],
  ['seconds that fall', 'second,rate\n60,5\n0,5\n', /second 0 comes after 60/],
  ['a time that is none', 'timestamp,value\nyesterday,5\n', /line 2 has 'yesterday' where an ISO time must be/],
  ['two values of a time', `timestamp,value\n${minute(0)},5\n${minute(0)},5\n`, /two rows are 0 s apart/],
  ['broken JSON', '{"Datapoints": [', /begins like JSON/],
  ['other JSON', '{"Metrics": []}', /neither MetricDataResults nor Datapoints/],
  ['averages', '{"Datapoints":[{"Timestamp":"2026-11-24T00:00:00Z","Average":1}]}', /no Sum/],
  [
    'two metrics',
    '{"MetricDataResults":[{"Id":"a","Values":[1]},{"Id":"b","Values":[1]}]}',
    /2 metrics with values \(a, b\)/,
  ],
  ['no values', '{"MetricDataResults":[{"Id":"a","Timestamps":[],"Values":[]}]}', /0 metrics with values/],
])('a file with %s is refused, with the formats that are read', async (_, content, why) => {
  const { code, noted, text } = await simulated(`${file('bad', content)} --rate-per-unit 1`);
  expect([code, text]).toEqual([2, '']);
  expect(noted).toMatch(
    /^UsageError TRACE_INVALID: .*allowed: a CSV file with the columns second,rate or timestamp,value/,
  );
  expect(noted).toMatch(why);
});

describe('as a program', () => {
  const program = new Program();
  afterAll(() => program.remove());

  test('it writes a page that needs no other file and no network, without AWS and credentials', async () => {
    const path = join(folder, 'page.html');
    const { code, stdout } = await program.run(`simulate ${CURVE} --rate-per-unit 100 --fast --out ${path}`);
    const page = readFileSync(path, 'utf8');
    expect([code, stdout]).toEqual([0, expect.stringContaining('kinesis-scaling-utils')]);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/(?:src|href)="(?!#|data:)/);
    const data = JSON.parse(/id="simulation">(.*?)<\/script>/s.exec(page)?.[1] ?? '') as {
      load: number[];
      controllers: { name: string; capacity: number[]; lag: number[]; changes: { what: string; why: string }[] }[];
    };
    expect(data.controllers.map(({ name }) => name)).toEqual(CONTROLLER_NAMES);
    for (const { capacity, lag } of data.controllers) expect([capacity.length, lag.length]).toEqual([1200, 1200]);
    const [{ changes }] = data.controllers;
    expect(changes[0]).toMatchObject({ what: expect.stringMatching(/^\d+ workers? → \d+ workers?$/) });
    for (const { why } of changes) expect(why).toMatch(/^[a-z-]+: ./);
  });
});

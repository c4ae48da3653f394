import * as fc from 'fast-check';
import type { LakeObject } from '../../bin/cli/host';
import { listObjects } from '../../bin/cli/lake-listing';
import { countRecords, objectsOf } from '../../bin/cli/lake-survey';
import { hourPrefix, objectKey, zonePrefix } from '../../lib/contract/lake';
import { END_OF_TIME } from '../../lib/contract/replay';
import { seeded } from '../lambda/fake-host';
import { FakeAws, NOW } from './fake-host';

const HOUR = 3_600_000;
const PAGE = 1_000;

/** A bucket that answers page by page, and knows how many pages were asked for and how many one after the other. */
class PagedAws extends FakeAws {
  public pages = 0;
  public rounds = 0;
  private readonly sorted: readonly string[];
  private busy = false;

  constructor(keys: readonly string[]) {
    super();
    this.sorted = [...keys].sort();
  }

  public override async *objects(_bucket: string, prefix: string, after = ''): AsyncIterable<LakeObject> {
    let at = this.behind(after < prefix ? prefix : after, after < prefix);
    for (;;) {
      this.pages++;
      await this.round();
      const page = this.sorted.slice(at, at + PAGE).filter((key) => key.startsWith(prefix));
      for (const key of page) yield { key, bytes: 1_000_000 };
      if (page.length < PAGE) return;
      at += PAGE;
    }
  }

  /** All that is asked at one time is answered at one time. */
  private async round(): Promise<void> {
    if (!this.busy) {
      this.busy = true;
      this.rounds++;
      setImmediate(() => (this.busy = false));
    }
    await new Promise((done) => setImmediate(done));
  }

  private behind(key: string, inclusive: boolean): number {
    let [low, high] = [0, this.sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (inclusive ? this.sorted[middle] < key : this.sorted[middle] <= key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const entry = { bucket: 'lake', pipeline: 'Orders' };
const spilled = zonePrefix('spilled', 'Orders');
const whole = { prefix: spilled, from: 0, to: END_OF_TIME };
const keyOf = (time: number, records: number, index: number): string =>
  objectKey(
    'spilled',
    'Orders',
    Array.from({ length: records }, () => time),
    index.toString(16),
  );

/** 10⁵ names of 10⁴ records each, spread over so many hours up to now. */
function manyNames(hours: number): string[] {
  const random = seeded(hours);
  const like = keyOf(NOW, 1, 0).replace(/^.*\/\d+-\d+-1-/, '');
  return Array.from({ length: 100_000 }, (_, index) => {
    const time = NOW - Math.floor(random() * hours * HOUR);
    return `${hourPrefix('spilled', 'Orders', time)}${time}-${time + 500}-10000-${index.toString(16)}${like.slice(1)}`;
  });
}

describe.each([1, 30, 24 * 90])('a plan of 10⁵ objects of %i hours, with 10⁹ records', (hours) => {
  it('reads no object, and waits for few answers one after the other', async () => {
    const aws = new PagedAws(manyNames(hours));
    aws.objectText = () => Promise.reject(new Error('an object was read'));
    const before = process.cpuUsage();
    const objects = await objectsOf(aws, entry, whole, NOW);
    const count = await countRecords(aws, 'lake', objects, whole);
    const { user, system } = process.cpuUsage(before);
    expect([objects.length, new Set(objects.map(({ key }) => key)).size]).toEqual([100_000, 100_000]);
    expect(count).toMatchObject({ records: 1_000_000_000, exact: true, objectsRead: 0 });
    // Beside other tests on a busy machine it is several times what it is alone: printed, not asserted.
    console.info(`${hours} h: ${(user + system) / 1_000} ms CPU, ${aws.pages} lists in ${aws.rounds} rounds`);
    // Each of the hundred full pages leads to four others at most.
    expect(aws.pages).toBeLessThanOrEqual(401);
    expect(aws.rounds).toBeLessThanOrEqual(7);
  });
});

describe('a listing side by side', () => {
  const time = fc.oneof(fc.integer({ min: NOW - 50 * HOUR, max: NOW }), fc.integer({ min: 0, max: 2 * NOW }));
  const odd = fc.constantFrom(
    'a',
    'dt=x/hh=y/1-2',
    'dt=2026-11-24/hh=04',
    'dt=2026-11-24/hh=04/zzz',
    'dt=9999-12-31/x',
  );

  it('finds each object once, in key order, whatever it is named and wherever it lies', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(time, { maxLength: 30 }), fc.array(odd), fc.nat(2_500), async (times, odds, more) => {
        const keys = new Set([
          ...times.map((each, index) => keyOf(each, 1, index)),
          ...odds.map((each) => spilled + each),
          ...Array.from({ length: more }, (_, index) => keyOf(NOW - index * 7_000, 1, index)),
        ]);
        const aws = new PagedAws([...keys, 'spilled/OrdersEU/a', 'spilled/Order/a']);
        const found = await listObjects(aws, 'lake', spilled, NOW);
        expect(found.map(({ key }) => key)).toEqual([...keys].sort());
      }),
      { numRuns: 60 },
    );
  });

  it('of what Lambda itself stored goes page after page', async () => {
    const keys = Array.from({ length: 3_500 }, (_, index) => `aws/lambda/0aa1/shardId-0/2026/11/24/${index}`);
    const aws = new PagedAws(keys);
    expect(await listObjects(aws, 'lake', 'aws/lambda/', NOW)).toHaveLength(3_500);
  });

  it('of few objects takes one call', async () => {
    const aws = new PagedAws([keyOf(NOW, 1, 1)]);
    await listObjects(aws, 'lake', spilled, NOW);
    expect(aws.pages).toBe(1);
  });
});

describe('records of a time range', () => {
  const object = (times: readonly number[]): LakeObject => ({
    key: objectKey('spilled', 'Orders', times, 'ab'),
    bytes: 9,
  });
  const line = (eventTime: number): string => `${JSON.stringify({ v: 2, eventTime })}\n`;

  it('are read only where an object lies across its edge, and an object outside of it is none of them', async () => {
    const aws = new FakeAws();
    const scope = { prefix: spilled, from: NOW, to: NOW + 100 };
    const across = object([NOW - 5, NOW + 5, NOW + 6]);
    aws.lake.set(across.key, [NOW - 5, NOW + 5, NOW + 6].map(line).join(''));
    const [inside, outside] = [object([NOW, NOW + 99]), object([NOW - 9, NOW - 8])];
    for (const { key } of [inside, outside]) aws.lake.set(key, 'not read');
    const objects = await objectsOf(aws, entry, scope, NOW);
    expect(objects.map(({ key }) => key)).toEqual([across.key, inside.key].sort());
    expect(await countRecords(aws, 'lake', objects, scope)).toMatchObject({ records: 4, exact: true, objectsRead: 1 });
  });
});

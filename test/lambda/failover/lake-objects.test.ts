import * as fc from 'fast-check';
import { createFailover } from '../../../lambda/failover/failover';
import type { NativeRecord } from '../../../lambda/failover/records';
import { createWorld, deadline, DOWN, FakeLake, settingsOf, throwing } from '../fake-host';
import { message, messages, START, streamRecord, streamRecords } from '../records';
import { runs } from '../runs';

interface Options {
  readonly pipeline?: string;
  readonly after?: number;
  readonly poison?: boolean;
  readonly lake?: FakeLake;
}

/** What an invocation stores of a batch that no target takes, or of which every record but the first is poison. */
async function stored(
  records: readonly unknown[],
  { pipeline, after = 0, poison, lake }: Options = {},
): Promise<FakeLake> {
  const world = createWorld();
  const bucket = lake ?? world.lake;
  world.primary.behaviour = poison ? throwing((id) => id !== 'good') : DOWN;
  await world.clock.sleep(after);
  const failover = createFailover({ ...world.host(), lake: bucket }, settingsOf({ pipeline: pipeline ?? 'orders' }));
  await failover({ Records: poison ? [message('good')] : [] }, deadline(world.clock));
  await failover({ Records: records }, deadline(world.clock));
  return bucket;
}

describe('the key of a spilled object', () => {
  it('is that of the same records stored again, at another time, by another environment', async () => {
    const [first, again] = [await stored(messages(5)), await stored(messages(5), { after: 3_600_000 })];
    expect(again.keys()).toEqual(first.keys());
    expect(first.keys()).toHaveLength(1);
  });

  it('leaves the first copy as it is', async () => {
    const lake = await stored(messages(5));
    const before = new Map(lake.objects);
    await stored(messages(5), { after: 10_000, lake });
    expect(lake.objects).toEqual(before);
  });

  it('names pipeline, date and hour of the earliest record, the range of their times, and how many they are', async () => {
    const [early, late] = [Date.UTC(2026, 10, 23, 23, 59, 59, 999), Date.UTC(2026, 10, 24)];
    const records = [message('a', { sentAt: late }), message('b', { sentAt: early }), message('c', { sentAt: early })];
    const [key] = (await stored(records, { pipeline: 'clicks' })).keys();
    expect(key).toMatch(new RegExp(`^spilled/clicks/dt=2026-11-23/hh=23/${early}-${late}-3-[0-9a-f]{32}\\.ndjson$`));
  });

  it('is of the hour of the others, where one of them has no time', async () => {
    const [key] = (await stored([message('a', { sentAt: 0 }), message('b', { sentAt: START })])).keys();
    expect(key).toMatch(new RegExp(`^spilled/orders/dt=2026-11-24/hh=03/0-${START}-2-`));
  });

  it('differs for other records, however their ids are put together', async () => {
    const keys = await Promise.all(
      [
        [message('a'), message('b')],
        [message('b'), message('a')],
        [message('ab')],
        [message('a')],
        streamRecords(2),
        [streamRecord(0)],
      ].map(async (records) => (await stored(records as NativeRecord[])).keys()[0]),
    );
    expect(new Set(keys).size).toBe(6);
  });

  it('has the beginning of time where the source does not say when it took the record', async () => {
    for (const sentAt of [NaN, -1, 0, 1e300]) {
      const [key] = (await stored([message('a', { sentAt })])).keys();
      expect(key).toMatch(/^spilled\/orders\/dt=1970-01-01\/hh=00\/0-0-1-/);
    }
  });
});

describe('the key of a quarantined object', () => {
  it('is that of the record alone, whatever batch it came in', async () => {
    const [alone, among] = await Promise.all([
      stored([message('m1')], { poison: true }),
      stored(messages(3), { poison: true }),
    ]);
    expect(among.keys('quarantined/')).toHaveLength(3);
    expect(among.keys('quarantined/')).toEqual(expect.arrayContaining(alone.keys('quarantined/')));
  });
});

describe('a stored object', () => {
  it('gives every record back as it was, a line each', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constant('line\nline\r\n\u2028"\\'));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), fc.boolean(), async (bodies, isStream) => {
        const records = bodies.map((body, i) =>
          isStream ? streamRecord(i, { data: Buffer.from(body) }) : message(`m${i}`, { body }),
        );
        const lake = await stored(records);
        expect(lake.envelopes('spilled/').map(({ record }) => record)).toEqual(JSON.parse(JSON.stringify(records)));
        expect([...lake.objects.values()][0].split('\n')).toHaveLength(records.length + 1);
      }),
      runs(100),
    );
  });

  it('counts the receives of a message, and one for a record of a stream', async () => {
    const ofQueue = await stored([message('a', { receives: 4 })]);
    const ofStream = await stored([streamRecord(1)]);
    expect([...ofQueue.envelopes(), ...ofStream.envelopes()]).toMatchObject([
      { attempts: 4, eventTime: START - 1_000 },
      { attempts: 1, eventTime: START - 1_000 },
    ]);
  });
});

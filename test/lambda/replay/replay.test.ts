import * as fc from 'fast-check';
import { ON_FAILURE_PREFIX, Zone } from '../../../lib/contract/lake';
import { recordId } from '../../../lambda/failover/records';
import { ACCEPTED, createWorld, DOWN, failure, throwing, World } from '../fake-host';
import { idsOf, message, messages, START, streamRecords } from '../records';
import { runs } from '../runs';
import { scripted, stepOf } from '../script';
import { envelope, keep, live, replay } from './objects';

function spill(world: World, count: number, zone: Zone = 'spilled'): string {
  return keep(
    world,
    zone,
    messages(count).map((record) => envelope(record)),
  );
}

describe('an object whose records a target takes', () => {
  it('is delivered in the order it was stored in, and leaves the lake', async () => {
    const world = createWorld();
    const key = spill(world, 5);
    expect(await replay(world, key)).toEqual({ key, replayed: 5, quarantined: 0, remaining: 0, skipped: 0 });
    expect([[...world.primary.taken], world.lake.keys()]).toEqual([idsOf(messages(5)), []]);
    expect(world.emitted).toMatchObject([{ Replayed: 5, BreakerOpen: 0 }]);
  });

  it('goes to the fallback while the primary is down', async () => {
    const world = createWorld({ fallback: true });
    world.primary.behaviour = DOWN;
    const key = spill(world, 5);
    expect(await replay(world, key)).toMatchObject({ replayed: 5, remaining: 0 });
    expect([world.fallback!.taken.size, world.lake.keys()]).toEqual([5, []]);
  });

  it('that is gone is no error: another replay had it', async () => {
    const report = { key: 'spilled/orders/gone', replayed: 0, quarantined: 0, remaining: 0, skipped: 0 };
    expect(await replay(createWorld(), report.key)).toEqual(report);
  });

  it('stays where it cannot be removed, and the worker fails, to be tried again', async () => {
    const world = createWorld();
    const key = spill(world, 2);
    world.lake.fault = (operation) => {
      if (operation === 'remove') throw new Error('SlowDown');
    };
    await expect(replay(world, key)).rejects.toThrow('SlowDown');
    expect(world.lake.keys()).toEqual([key]);
    world.lake.fault = () => undefined;
    expect(await replay(world, key)).toMatchObject({ replayed: 2 });
  });
});

describe('an object whose records no target takes', () => {
  it('stays as it is in an outage, with no replay held against its records', async () => {
    const world = createWorld();
    world.primary.behaviour = DOWN;
    const key = spill(world, 3);
    expect(await replay(world, key)).toMatchObject({ replayed: 0, quarantined: 0, remaining: 3 });
    expect(world.lake.envelopes(key)).toMatchObject(messages(3).map((record) => ({ record, replays: 0, attempts: 2 })));
  });

  it('keeps what is left of it, in order, where part of it was taken', async () => {
    const world = createWorld();
    const key = spill(world, 30);
    world.primary.maxRecords = 10;
    world.primary.behaviour = (_, call) => (call === 0 ? ACCEPTED : failure('outage'));
    expect(await replay(world, key)).toMatchObject({ replayed: 10, remaining: 20 });
    expect(world.lake.ids(key)).toEqual(idsOf(messages(30).slice(10)));
  });

  it('has a record quarantined that a healthy target refuses', async () => {
    const world = createWorld();
    world.primary.behaviour = throwing((id) => id === 'm1');
    const key = spill(world, 3);
    expect(await replay(world, key)).toMatchObject({ replayed: 2, quarantined: 1, remaining: 0 });
    expect(world.lake.keys(key)).toEqual([]);
    expect(world.lake.envelopes('quarantined/')).toMatchObject([
      { id: 'm1', replays: 1, attempts: 2, error: { code: 'TypeError' }, record: message('m1') },
    ]);
  });

  it('has a record that stays in doubt quarantined after the replays it is allowed', async () => {
    const world = createWorld();
    world.primary.behaviour = throwing((id) => id === 'm0');
    const key = keep(world, 'spilled', [envelope(message('m0'))]);
    // The first refusal is the only one so far; from then on each comes behind a success of live traffic.
    for (let replays = 0; replays < 3; replays++) {
      expect(await replay(world, key, { settings: { maxReplays: 3 } })).toMatchObject({ remaining: 1 });
      expect(world.lake.envelopes(key)).toMatchObject([{ replays, suspect: true }]);
      await live(world);
    }
    expect(await replay(world, key, { settings: { maxReplays: 3 } })).toMatchObject({ quarantined: 1, remaining: 0 });
    expect(world.lake.envelopes()).toMatchObject([{ id: 'm0', replays: 3 }]);
    expect(world.lake.keys('quarantined/')).toHaveLength(1);
  });

  it('is not replayed past the time of the worker', async () => {
    const world = createWorld();
    const key = spill(world, 3);
    expect(await replay(world, key, { millis: 50 })).toMatchObject({ replayed: 0, remaining: 3 });
    expect([world.primary.calls, world.lake.ids(key)]).toEqual([[], idsOf(messages(3))]);
  });
});

describe('a quarantined object', () => {
  it('is delivered once the consumer is mended', async () => {
    const world = createWorld();
    const key = keep(world, 'quarantined', [envelope(message('bad'))]);
    expect(await replay(world, key)).toMatchObject({ replayed: 1 });
    expect(world.lake.keys()).toEqual([]);
  });

  it('stays in its one place where it is refused again', async () => {
    const world = createWorld();
    world.primary.behaviour = throwing((id) => id === 'bad');
    const spilled = keep(world, 'spilled', [envelope(message('bad')), envelope(message('good'))]);
    await replay(world, spilled);
    const [key] = world.lake.keys('quarantined/');
    expect(await replay(world, key, { settings: { maxReplays: 1 } })).toMatchObject({ quarantined: 1, remaining: 0 });
    expect(world.lake.keys()).toEqual([key]);
    expect(world.lake.envelopes()).toMatchObject([{ id: 'bad', attempts: 3 }]);
  });
});

describe('the archive', () => {
  it('is never written: what was taken stays in it, and what was not is not spilled again', async () => {
    const world = createWorld();
    world.primary.behaviour = (_, call) => (call === 0 ? ACCEPTED : failure('outage'));
    world.primary.maxRecords = 2;
    const key = spill(world, 4, 'archive');
    const before = world.lake.objects.get(key);
    expect(await replay(world, key)).toMatchObject({ replayed: 2, remaining: 2 });
    expect([world.lake.keys(), world.lake.objects.get(key)]).toEqual([[key], before]);
  });

  it('gives the records of a time range, from its first millisecond to before its last', async () => {
    const world = createWorld();
    const records = [0, 1, 2, 3].map((i) => message(`m${i}`, { sentAt: START + i }));
    const key = keep(
      world,
      'archive',
      records.map((record) => envelope(record)),
    );
    await replay(world, key, { item: { from: START + 1, to: START + 3 } });
    expect([...world.primary.taken]).toEqual(['m1', 'm2']);
  });

  it('has what a healthy target refuses of it quarantined', async () => {
    const world = createWorld();
    world.primary.behaviour = throwing((id) => id === 'm1');
    await replay(world, spill(world, 3, 'archive'));
    expect([world.lake.ids('quarantined/'), world.lake.keys('archive/').length]).toEqual([['m1'], 1]);
  });
});

describe('a time range of a spilled object', () => {
  it('leaves the other records in it, as they stood', async () => {
    const world = createWorld();
    const records = [0, 1, 2, 3].map((i) => message(`m${i}`, { sentAt: START + i }));
    const key = keep(
      world,
      'spilled',
      records.map((record) => envelope(record)),
    );
    await replay(world, key, { item: { from: START + 1, to: START + 3 } });
    expect(world.lake.envelopes(key)).toEqual([envelope(records[0]), envelope(records[3])]);
  });
});

describe('what AWS Lambda stored of a batch it gave up', () => {
  const key = `${ON_FAILURE_PREFIX}0aa1/shardId-000000000006/2026/11/24/2026-11-24T03.00.00-1.json`;
  const stored = (records: readonly unknown[]): string =>
    JSON.stringify({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 4 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: '2026-11-24T03:00:00.000Z',
      KinesisBatchInfo: { shardId: 'shardId-000000000006', batchSize: records.length },
      payload: JSON.stringify({ Records: records }),
    });

  it('is delivered as the records that it was', async () => {
    const world = createWorld();
    world.lake.objects.set(key, stored(streamRecords(3)));
    expect(await replay(world, key, { settings: { ordered: true } })).toMatchObject({ replayed: 3 });
    expect([[...world.primary.taken], world.lake.keys()]).toEqual([idsOf(streamRecords(3)), []]);
  });

  it('becomes a spilled object of our own where no target takes it', async () => {
    const world = createWorld();
    world.primary.behaviour = DOWN;
    world.lake.objects.set(key, stored(streamRecords(3)));
    expect(await replay(world, key)).toMatchObject({ remaining: 3 });
    const [own, ...more] = world.lake.keys();
    expect([own.startsWith('spilled/orders/'), more]).toEqual([true, []]);
    expect(world.lake.envelopes()).toMatchObject(
      streamRecords(3).map((record) => ({ id: recordId(record), eventTime: START - 1_000, record })),
    );
    world.primary.behaviour = () => ACCEPTED;
    world.state.items.clear();
    expect(await replay(world, own)).toMatchObject({ replayed: 3 });
  });
});

describe('whatever lies in an object, and whatever the target does', () => {
  const situation = fc.record({
    seed: fc.integer(),
    count: fc.integer({ min: 0, max: 20 }),
    zone: fc.constantFrom<Zone>('spilled', 'quarantined', 'archive'),
    ordered: fc.boolean(),
    odd: fc.array(fc.constantFrom('{', 'null', '{"v":2,"id":"x"}', '{"v":1,"id":"x"}', '[]', '{"payload":"{"}'), {
      maxLength: 3,
    }),
    script: fc.array(stepOf(), { maxLength: 15 }),
    rate: fc.constantFrom(0, 3, 1_000),
    millis: fc.constantFrom(300, 5_000, 60_000),
    faults: fc.array(fc.boolean(), { maxLength: 4 }),
  });

  it('every record is taken by a target or still in the lake, and every odd line still there', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (s) => {
        const world = createWorld(s);
        world.primary.behaviour = scripted(s.script, () => false, world.primary);
        const key = keep(world, s.zone, [...messages(s.count).map((record) => envelope(record)), ...s.odd]);
        const faults = [...s.faults];
        world.lake.pause = () => world.clock.sleep(50 * world.clock.random());
        world.lake.fault = () => {
          if (faults.shift()) throw new Error('SlowDown');
        };
        const { ordered, millis } = { ...s };
        const options = { item: { rate: s.rate }, settings: { ordered }, millis };
        for (let i = 0; i < 3; i++) {
          await replay(world, key, options).catch(() => undefined);
          await world.clock.sleep(15_000);
        }
        const lines = [...world.lake.objects.values()].flatMap((text) => text.split('\n'));
        for (const line of s.odd) expect(lines).toContain(line);
        const there = new Set([...world.primary.taken, ...lines.flatMap(idOf)]);
        for (const { messageId } of messages(s.count)) expect(there).toContain(messageId);
      }),
      runs(400),
    );
  });
});

function idOf(line: string): string[] {
  try {
    return [(JSON.parse(line) as { id: string }).id];
  } catch {
    return [];
  }
}

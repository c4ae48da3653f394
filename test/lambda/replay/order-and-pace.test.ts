import { ACCEPTED, Behaviour, createWorld, failure, throwing, World } from '../fake-host';
import { idsOf, messages, streamRecord, streamRecords } from '../records';
import { recordId } from '../../../lambda/failover/records';
import { envelope, keep, replay } from './objects';

/** Records of one key, in an object of their own. */
function spillStream(world: World, count: number): string {
  return keep(
    world,
    'spilled',
    streamRecords(count, 1).map((record) => envelope(record)),
  );
}

/** Down for a call that this record is in. */
function downAt(place: number): Behaviour {
  return (records) => (idsOf(records).includes(streamRecord(place).eventID) ? failure('outage') : ACCEPTED);
}

describe('an ordered replay', () => {
  it('stops behind a record that stays, however slowly it goes', async () => {
    for (const rate of [0, 1, 2, 5]) {
      const world = createWorld();
      world.primary.behaviour = downAt(4);
      world.primary.maxRecords = 2;
      const key = spillStream(world, 12);
      await replay(world, key, { settings: { ordered: true }, item: { rate, concurrency: 1 } });
      const taken = [...world.primary.taken];
      expect(taken).toEqual(idsOf(streamRecords(12)).slice(0, taken.length));
      expect(taken.length).toBeLessThanOrEqual(4);
      expect(world.lake.ids(key)).toEqual(idsOf(streamRecords(12)).slice(taken.length));
    }
  });

  it('goes on behind a record that it quarantined', async () => {
    const world = createWorld();
    const bad = recordId(streamRecord(1));
    world.primary.behaviour = throwing((id) => id === bad);
    const key = spillStream(world, 6);
    expect(await replay(world, key, { settings: { ordered: true } })).toMatchObject({ replayed: 5, quarantined: 1 });
    expect([...world.primary.taken]).toEqual(idsOf(streamRecords(6)).filter((id) => id !== bad));
  });

  it('goes on where it stopped, the next time', async () => {
    const world = createWorld();
    world.primary.behaviour = downAt(3);
    world.primary.maxRecords = 1;
    const key = spillStream(world, 6);
    await replay(world, key, { settings: { ordered: true } });
    world.primary.behaviour = () => ACCEPTED;
    world.state.items.clear();
    await replay(world, key, { settings: { ordered: true } });
    expect([[...world.primary.taken], world.lake.keys()]).toEqual([idsOf(streamRecords(6)), []]);
  });
});

describe('a replay that need not keep an order', () => {
  it('goes on past what stays', async () => {
    const world = createWorld();
    world.primary.maxRecords = 1;
    // Refuses m1 once more than a courier has patience for, without going down.
    world.primary.behaviour = (records) => (idsOf(records).includes('m1') ? failure('unclear') : ACCEPTED);
    const key = keep(
      world,
      'spilled',
      messages(4).map((record) => envelope(record)),
    );
    await replay(world, key, { item: { rate: 1, concurrency: 1 } });
    expect([...world.primary.taken].sort()).toEqual(['m0', 'm2', 'm3']);
  });
});

describe('the rate of a replay', () => {
  const millisOf = async (count: number, rate: number, concurrency: number): Promise<number> => {
    const world = createWorld();
    const key = keep(
      world,
      'spilled',
      messages(count).map((record) => envelope(record)),
    );
    const start = world.clock.now();
    await replay(world, key, { item: { rate, concurrency }, millis: 900_000 });
    expect(world.primary.taken.size).toBe(count);
    return world.clock.now() - start;
  };

  test.each([
    ['a worker alone has all of it', 100, 20, 1, 5_000],
    ['each of four has a quarter', 100, 20, 4, 20_000],
    ['a share may be less than a record a second', 5, 1, 4, 20_000],
    ['no concurrency counts as one', 10, 10, 0, 1_000],
  ])('%s', async (_, ...[count, rate, concurrency, millis]) => {
    const took = await millisOf(count, rate, concurrency);
    expect(took).toBeGreaterThanOrEqual(millis);
    expect(took).toBeLessThan(millis + 1_000);
  });

  it('of 0 is no limit', async () => {
    expect(await millisOf(1_000, 0, 4)).toBeLessThan(100);
  });

  it('makes no burst: never more than its share in a second', async () => {
    const world = createWorld();
    const key = keep(
      world,
      'spilled',
      messages(60).map((record) => envelope(record)),
    );
    await replay(world, key, { item: { rate: 20, concurrency: 2 }, millis: 900_000 });
    const { calls } = world.primary;
    for (const { at } of calls) {
      const within = calls.filter((call) => call.at >= at && call.at < at + 999);
      expect(within.reduce((sum, { ids }) => sum + ids.length, 0)).toBeLessThanOrEqual(10);
    }
  });

  it('does not hold a worker past its time: what is left is for the next replay', async () => {
    const world = createWorld();
    const key = keep(
      world,
      'spilled',
      messages(100).map((record) => envelope(record)),
    );
    const start = world.clock.now();
    const { replayed, remaining } = await replay(world, key, { item: { rate: 1, concurrency: 1 }, millis: 20_000 });
    expect(world.clock.now() - start).toBeLessThan(20_000);
    expect([replayed + remaining, replayed > 10, world.lake.ids(key).length]).toEqual([100, true, remaining]);
  });
});

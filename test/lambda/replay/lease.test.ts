import * as fc from 'fast-check';
import { LEASE_MILLIS } from '../../../lib/contract/replay';
import { claimKey } from '../../../lib/contract/state';
import { createWorld, World } from '../fake-host';
import { idsOf, messages } from '../records';
import { runs } from '../runs';
import { envelope, keep, replay } from './objects';

function spill(world: World, count = 10): string {
  return keep(
    world,
    'spilled',
    messages(count).map((record) => envelope(record)),
  );
}

/** How often each record was handed over. */
function deliveries(world: World): number[] {
  const ids = world.primary.calls.flatMap((call) => call.ids);
  return [...new Set(ids)].map((id) => ids.filter((other) => other === id).length);
}

describe('two replays of one object at once', () => {
  it('deliver its records once: the second skips it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 2, max: 5 }), async (seed, workers) => {
        const world = createWorld({ seed });
        const key = spill(world);
        world.primary.callMillis = 20_000;
        const reports = await Promise.all(Array.from({ length: workers }, () => replay(world, key)));
        expect(reports.map(({ skipped }) => skipped).sort()).toEqual([0, ...Array<number>(workers - 1).fill(1)]);
        expect(deliveries(world)).toEqual(Array(10).fill(1));
      }),
      runs(50),
    );
  });

  it('are both done where the table is away: twice, under the same ids', async () => {
    const world = createWorld();
    world.state.isDown = () => true;
    const key = spill(world);
    const reports = await Promise.all([replay(world, key), replay(world, key)]);
    expect(reports).toMatchObject([{ replayed: 10 }, { replayed: 10 }]);
    expect([deliveries(world), world.lake.keys()]).toEqual([Array(10).fill(2), []]);
  });
});

describe('the claim on an object', () => {
  it('is free as soon as its replay is done', async () => {
    const world = createWorld();
    const key = spill(world);
    await replay(world, key, { millis: 50 });
    expect(await replay(world, key)).toMatchObject({ replayed: 10, skipped: 0 });
  });

  it('is free as soon as its replay failed', async () => {
    const world = createWorld();
    const key = spill(world);
    world.lake.fault = () => {
      throw new Error('SlowDown');
    };
    await expect(replay(world, key)).rejects.toThrow('SlowDown');
    world.lake.fault = () => undefined;
    expect(await replay(world, key)).toMatchObject({ replayed: 10, skipped: 0 });
  });

  it('outlives a holder that died by the lease and no more', async () => {
    const world = createWorld();
    const key = spill(world);
    world.state.items.set(claimKey(key), { version: 4, value: String(world.clock.now() + LEASE_MILLIS) });
    expect(await replay(world, key)).toMatchObject({ skipped: 1 });
    await world.clock.sleep(LEASE_MILLIS);
    expect(await replay(world, key)).toMatchObject({ replayed: 10 });
  });

  it('is kept by a replay that takes many times the lease', async () => {
    const world = createWorld();
    const key = spill(world, 200);
    const slow = replay(world, key, { item: { rate: 1, concurrency: 1 }, millis: 900_000 });
    for (let i = 0; i < 12; i++) {
      await world.clock.sleep(LEASE_MILLIS);
      expect(await replay(world, key)).toMatchObject({ skipped: 1 });
    }
    expect(await slow).toMatchObject({ replayed: 200 });
    expect(world.lake.keys()).toEqual([]);
  });

  it('is kept through a table that is away for less than the lease', async () => {
    const world = createWorld();
    const key = spill(world, 60);
    const slow = replay(world, key, { item: { rate: 1, concurrency: 1 }, millis: 900_000 });
    await world.clock.sleep(6_000);
    world.state.isDown = () => true;
    await world.clock.sleep(7_000);
    world.state.isDown = () => false;
    expect(await replay(world, key)).toMatchObject({ skipped: 1 });
    expect(await slow).toMatchObject({ replayed: 60 });
  });

  it('is lost with the table: the replay stops and leaves the object to its next holder', async () => {
    const world = createWorld();
    const key = spill(world, 100);
    const before = world.lake.objects.get(key);
    const slow = replay(world, key, { item: { rate: 1, concurrency: 1 }, millis: 900_000 });
    await world.clock.sleep(6_000);
    world.state.isDown = () => true;
    const { replayed, remaining } = await slow;
    expect([replayed > 5, replayed < 25, replayed + remaining]).toEqual([true, true, 100]);
    expect(world.lake.objects.get(key)).toBe(before);
    world.state.isDown = () => false;
    expect(await replay(world, key)).toMatchObject({ replayed: 100, skipped: 0 });
    expect([world.primary.taken.size, world.lake.keys()]).toEqual([100, []]);
  });

  it('taken over by another makes the first holder stop, and write nothing', async () => {
    const world = createWorld();
    const key = spill(world, 100);
    const slow = replay(world, key, { item: { rate: 1, concurrency: 1 }, millis: 900_000 });
    await world.clock.sleep(2_000);
    const { version } = world.state.items.get(claimKey(key))!;
    world.state.items.set(claimKey(key), { version: version + 1, value: String(world.clock.now() + 600_000) });
    const writes = world.lake.writes.length;
    expect((await slow).replayed).toBeLessThan(10);
    expect([world.lake.writes.length, world.lake.ids(key)]).toEqual([writes, idsOf(messages(100))]);
    expect(Number(world.state.items.get(claimKey(key))!.value)).toBeGreaterThan(world.clock.now());
  });
});

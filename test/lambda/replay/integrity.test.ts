import * as fc from 'fast-check';
import { ON_FAILURE_PREFIX } from '../../../lib/contract/lake';
import { createFailover } from '../../../lambda/failover/failover';
import { createWorld, deadline, DOWN, settingsOf, World } from '../fake-host';
import { message, messages, streamRecords } from '../records';
import { runs } from '../runs';
import { envelope, replay } from './objects';

/** An object as the failover handler spills it, behind a target that has been mended since. */
async function spilled(records: readonly unknown[] = messages(5)): Promise<{ world: World; key: string }> {
  const world = createWorld();
  world.primary.behaviour = DOWN;
  await createFailover(world.host(), settingsOf())({ Records: records }, deadline(world.clock));
  world.primary.behaviour = () => ({ kind: 'accepted' });
  world.state.items.clear();
  world.emitted.length = 0;
  return { world, key: world.lake.keys('spilled/')[0] };
}

const damaged = (world: World): unknown[] => world.emitted.filter((metrics) => metrics.Damaged === 1);

/** It stays byte by byte, no target sees any of it, and log and metric say so. */
async function expectLeft(world: World, key: string, text: string): Promise<void> {
  world.lake.objects.set(key, text);
  const report = await replay(world, key);
  expect([report.replayed, report.quarantined, report.remaining > 0]).toEqual([0, 0, true]);
  expect([...world.lake.objects]).toEqual([[key, text]]);
  expect(world.primary.taken.size).toBe(0);
  expect(damaged(world)).toHaveLength(1);
  expect(world.logged).toMatchObject([{ details: { key, damage: expect.stringMatching(/./) as string } }]);
}

describe('an object that is not as it was written is left whole, and said', () => {
  it('whichever bit of whichever byte turned', async () => {
    const { key, world } = await spilled([message('a', { body: 'größe 大 \u2028' }), message('b')]);
    const bytes = Buffer.from(world.lake.objects.get(key)!);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 7 }), async (at, bit) => {
        const turned = Buffer.from(bytes);
        turned[at] ^= 1 << bit;
        const text = turned.toString('utf8');
        // White space around a line is no part of it.
        fc.pre(text.trimEnd() !== bytes.toString('utf8').trimEnd());
        const trial = await spilled([message('a', { body: 'größe 大 \u2028' }), message('b')]);
        await expectLeft(trial.world, key, text);
      }),
      runs(400),
    );
  });

  it('wherever it ends too early, even between two lines', async () => {
    const { key, world } = await spilled();
    const text = world.lake.objects.get(key)!;
    const lineEnds = [...text.matchAll(/\n/g)].map(({ index }) => index + 1).slice(0, -1);
    for (const length of [0, 1, 40, ...lineEnds, text.length - 2]) {
      const trial = await spilled();
      await expectLeft(trial.world, key, text.slice(0, length));
    }
  });

  it('where a line is there twice, or comes from elsewhere', async () => {
    const { key, world } = await spilled();
    const text = world.lake.objects.get(key)!;
    await expectLeft(world, key, text + text.slice(0, text.indexOf('\n') + 1));
  });

  it('where a line has lost its checksum', async () => {
    const { key, world } = await spilled();
    const text = world.lake.objects.get(key)!;
    await expectLeft(world, key, text.replace(/,"crc32":"[0-9a-f]{8}"/, ''));
  });

  it('where it is what Lambda stored of a batch, cut off', async () => {
    const key = `${ON_FAILURE_PREFIX}0aa1/shardId-000000000006/2026/11/24/2026-11-24T03.00.00-1.json`;
    const whole = JSON.stringify({ payload: JSON.stringify({ Records: streamRecords(3) }) });
    await expectLeft(createWorld(), key, whole.slice(0, -9));
    await expectLeft(createWorld(), key, '');
  });

  it('where it is empty, also in the first format', async () => {
    await expectLeft(createWorld(), 'spilled/orders/dt=2026-11-24/hh=03/1-abc.ndjson', '');
  });
});

it('once it is mended, it is replayed', async () => {
  const { key, world } = await spilled();
  const text = world.lake.objects.get(key)!;
  world.lake.objects.set(key, text.slice(0, 100));
  await replay(world, key);
  world.lake.objects.set(key, text);
  expect(await replay(world, key)).toMatchObject({ replayed: 5, remaining: 0 });
  expect(world.lake.keys()).toEqual([]);
});

it('under a name of the first format, what can be read of it is replayed, and the rest stays and is said', async () => {
  const { key, world } = await spilled();
  const lines = world.lake.objects.get(key)!.trimEnd().split('\n');
  const broken = lines[1].replace('body', 'bodx');
  const salvage = key.replace(/[^/]+$/, '1-salvage.ndjson');
  world.lake.objects.set(salvage, [lines[0], broken, ...lines.slice(2)].join('\n'));
  expect(await replay(world, salvage)).toMatchObject({ replayed: 4 });
  expect(world.lake.objects.get(salvage)).toBe(`${broken}\n`);
  expect(damaged(world)).toHaveLength(1);
});

it('what stays of an object lies under a name that tells what stays', async () => {
  const trial = await spilled([message('a', { sentAt: 1_000 }), message('b', { sentAt: 2_000 })]);
  await replay(trial.world, trial.key, { item: { to: 2_000 } });
  const [left, ...more] = trial.world.lake.keys();
  expect([left, more]).toEqual([expect.stringMatching(/\/hh=00\/2000-2000-1-[0-9a-f]{32}\.ndjson$/), []]);
  expect(await replay(trial.world, left)).toMatchObject({ replayed: 1 });
  expect(damaged(trial.world)).toEqual([]);
});

it('objects of the first format, without checksums, are read', async () => {
  const world = createWorld();
  const key = 'spilled/orders/dt=2026-11-24/hh=03/1795489200000-7e18f737311b2dc3b2f269dd78396b03.ndjson';
  const lines = messages(2).map((record) => `${JSON.stringify(envelope(record))}\n`);
  world.lake.objects.set(key, lines.join(''));
  expect(await replay(world, key)).toMatchObject({ replayed: 2 });
  expect([world.lake.keys(), damaged(world)]).toEqual([[], []]);
});

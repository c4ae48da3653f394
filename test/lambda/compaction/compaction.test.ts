import { describeKey } from '../../../lib/contract/lake';
import { groupsOf } from '../../../lambda/compaction/select';
import { damageOf, readObject } from '../../../lambda/replay/stored-object';
import { START } from '../records';
import { ArchiveWorld } from './world';

const HOUR = 3_600_000;

/** An hour later, as the schedule has it. */
async function again(world: ArchiveWorld): Promise<boolean> {
  world.time += HOUR;
  return world.run();
}

function archiveOf(objects: number): ArchiveWorld {
  const world = new ArchiveWorld();
  for (let index = 0; index < objects; index++) world.archive(index);
  return world;
}

describe('the compaction of an archive', () => {
  it('merges the objects of an hour, and an hour later removes what they were made of', async () => {
    const world = archiveOf(20);
    const before = world.archived;
    await world.run();
    expect(world.archived).toHaveLength(21);
    await again(world);
    const [merged, ...more] = world.archived;
    expect([describeKey(merged), more]).toEqual([{ earliest: START, latest: START + 19_002, records: 60 }, []]);
    expect(before).not.toContain(merged);
    expect(damageOf(readObject(world.objects.objects.get(merged)!, 'orders'), merged)).toBeUndefined();
    expect(world.objects.keys('compaction/')).toEqual([]);
  });

  it('does nothing more once all is merged', async () => {
    const world = archiveOf(20);
    for (let run = 0; run < 3; run++) await again(world);
    const writes = world.objects.writes.length;
    for (let run = 0; run < 3; run++) await again(world);
    expect(world.objects.writes).toHaveLength(writes);
  });

  it('takes up what came late', async () => {
    const world = archiveOf(5);
    for (let run = 0; run < 2; run++) await again(world);
    world.archive(7);
    for (let run = 0; run < 3; run++) await again(world);
    expect([world.archived.length, world.ids.length]).toEqual([1, 18]);
  });

  it('leaves an hour alone that is not over for an hour, and what is older than two days unless it is told to', async () => {
    const world = archiveOf(4);
    world.time = START + 2 * HOUR - 1;
    await world.run();
    world.time = START + 60 * HOUR;
    await world.run();
    expect(world.archived).toHaveLength(4);
    await world.run({ from: START, to: START + HOUR });
    expect(world.archived).toHaveLength(5);
  });

  it('stops in time, and goes on in its next run', async () => {
    const world = archiveOf(4);
    await world.run({}, 59_999);
    expect(world.archived).toHaveLength(4);
    await world.run();
    expect(world.archived).toHaveLength(5);
  });

  it('leaves a damaged object where it is, out of the merge, and says so', async () => {
    const world = archiveOf(4);
    const [damaged] = world.archived;
    const text = world.objects.objects.get(damaged)!.replace('order', 'ordre');
    world.objects.objects.set(damaged, text);
    for (let run = 0; run < 2; run++) await again(world);
    expect(world.archived).toHaveLength(2);
    expect(world.objects.objects.get(damaged)).toBe(text);
    expect(world.logged[0]).toMatchObject({ details: { key: damaged } });
  });

  it('removes nothing of which the merged object was damaged since, and mends that from it', async () => {
    const world = archiveOf(4);
    const sources = world.archived;
    await world.run();
    const merged = world.archived.find((key) => !sources.includes(key))!;
    world.objects.objects.set(merged, world.objects.objects.get(merged)!.slice(0, 50));
    await again(world);
    expect(world.archived).toEqual(expect.arrayContaining(sources));
    await again(world);
    expect([world.archived, world.ids.length]).toEqual([[merged], 12]);
  });
});

describe('beside a replay of the archive', () => {
  it('nothing is removed while one runs that may have listed the sources alone', async () => {
    const world = archiveOf(4);
    const sources = world.archived;
    world.replays = [world.time - 1];
    await world.run();
    for (let run = 0; run < 5; run++) await again(world);
    expect(world.archived).toEqual(expect.arrayContaining(sources));
    world.replays = [world.time];
    await again(world);
    expect(world.archived).toHaveLength(1);
  });

  it('nothing is removed in the run that merged, nor shortly after: a replay may not show yet among those that run', async () => {
    const world = archiveOf(4);
    await world.run();
    world.time += 899_999;
    await world.run();
    expect(world.archived).toHaveLength(5);
  });
});

describe('a compaction that is killed between any two steps', () => {
  const lives = Array.from({ length: 40 }, (_, life) => life);

  it.each(lives)('loses nothing at any moment, and is finished by later runs: after %i steps', async (life) => {
    const world = archiveOf(6);
    const ids = world.ids;
    world.onChange = () => expect(world.ids).toEqual(ids);
    world.life = life;
    for (let run = 0; run < 3; run++) if (!(await again(world))) break;
    // A record that came in the meantime must not get lost in what a dead run had begun.
    world.archive(9);
    ids.push(...['m9-0', 'm9-1', 'm9-2']);
    world.life = Infinity;
    for (let run = 0; run < 5; run++) await again(world);
    expect(world.ids).toEqual(ids);
    expect([world.objects.ids('archive/').length, world.archived.length]).toEqual([21, 1]);
    expect(world.objects.keys('compaction/')).toEqual([]);
  });

  it('does not make the merged object anew of what is left of its sources', async () => {
    const world = archiveOf(6);
    const sources = world.archived;
    await world.run();
    const merged = world.archived.find((key) => !sources.includes(key))!;
    world.life = 5;
    await again(world);
    const left = world.archived.filter((key) => sources.includes(key));
    expect([left.length > 0, left.length < 6]).toEqual([true, true]);
    const damaged = world.objects.objects.get(merged)!.replace('order', 'ordre');
    world.objects.objects.set(merged, damaged);
    world.life = Infinity;
    await again(world);
    expect(world.objects.objects.get(merged)).toBe(damaged);
    expect(world.archived).toEqual(expect.arrayContaining(left));
    expect(world.logged).toHaveLength(1);
  });

  it('may be killed again and again', async () => {
    const world = archiveOf(6);
    for (let run = 0; run < 60; run++) {
      world.life = 6 + (run % 7);
      await again(world);
      world.time -= run % 2 ? HOUR / 2 : 0;
    }
    world.life = Infinity;
    for (let run = 0; run < 3; run++) await again(world);
    expect([world.ids.length, world.archived.length]).toEqual([18, 1]);
  });
});

describe('what is merged with what', () => {
  const object = (index: number, records: number, bytes = 1_000) => ({
    key: `archive/orders/dt=2026-11-24/hh=03/${START + index}-${START + index}-${records}-ab.ndjson`,
    bytes,
  });

  it('is neighbours, up to what one batch can hold in records and in bytes', () => {
    const many = Array.from({ length: 9 }, (_, index) => object(index, 4_000));
    expect(groupsOf(many, new Set()).map(({ length }) => length)).toEqual([2, 2, 2, 2]);
    const wide = Array.from({ length: 6 }, (_, index) => object(index, 1, 2_900_000));
    expect(groupsOf(wide, new Set()).map(({ length }) => length)).toEqual([2, 2, 2]);
  });

  it('is nothing large, nothing that is being merged, and nothing that tells nothing of itself', () => {
    const untold = { key: 'archive/orders/dt=2026-11-24/hh=03/1-ab.ndjson', bytes: 10 };
    const taken = object(3, 1);
    const listed = [object(0, 5_001), object(1, 1, 3_000_001), taken, untold, object(4, 1)];
    expect(groupsOf(listed, new Set([taken.key]))).toEqual([]);
  });
});

import * as fc from 'fast-check';
import { objectKey, Zone } from '../../../lib/contract/lake';
import { LANE_START, type LaneState, type ReplayInput, wholePrefix } from '../../../lib/contract/replay';
import { eventTime, type NativeRecord } from '../../../lambda/failover/records';
import { lane } from '../../../lambda/replay/lane';
import { createReplay } from '../../../lambda/replay/replay';
import { ACCEPTED, createWorld, deadline, DOWN, failure, settingsOf, throwing, World } from '../fake-host';
import { idsOf, START, streamRecord } from '../records';
import { runs } from '../runs';
import { envelope } from './objects';

const PREFIX = 'spilled/orders/';

/** An object as the handler names it. */
function keepRecords(world: World, records: readonly NativeRecord[], zone: Zone = 'spilled'): string {
  const hash = world.lake.objects.size.toString(16).padStart(8, '0');
  const key = objectKey(
    zone,
    'orders',
    records.map((record) => eventTime(record, 0)),
    hash,
  );
  world.lake.objects.set(key, records.map((record) => `${JSON.stringify(envelope(record))}\n`).join(''));
  return key;
}

/** Record `i` of a key came `i` milliseconds after the first, or at the same time. */
function records(count: number, from = 0, millis = 1): NativeRecord[] {
  return Array.from({ length: count }, (_, i) =>
    streamRecord(from + i, { key: 'k', arrivedAt: START + (from + i) * millis }),
  );
}

/** As the state machine does: one worker after the other. */
async function runLane(world: World, input: Partial<ReplayInput> = {}, millis = 60_000): Promise<LaneState> {
  let state = LANE_START;
  for (let turn = 0; turn < 50 && state.state === 'goes-on'; turn++) {
    const event = { ...wholePrefix(PREFIX, 'operator'), ordered: true, ...input, lane: state };
    const host = world.host();
    state = await lane(createReplay(host, settingsOf()), host.lake, event, deadline(world.clock, millis));
  }
  return state;
}

describe('an ordered replay', () => {
  it('takes one object after the other, the oldest first, and says what came of all', async () => {
    const world = createWorld();
    for (const from of [20, 0, 10]) keepRecords(world, records(10, from));
    expect(await runLane(world)).toMatchObject({ state: 'done', replayed: 30, remaining: 0 });
    expect([[...world.primary.taken], world.lake.keys()]).toEqual([idsOf(records(30)), []]);
  });

  it('goes on with the next worker where the time of one is up', async () => {
    const world = createWorld();
    world.primary.callMillis = 400;
    for (let i = 0; i < 12; i++) keepRecords(world, records(5, i * 5));
    expect(await runLane(world, {}, 3_000)).toMatchObject({ state: 'done', replayed: 60 });
    expect([...world.primary.taken]).toEqual(idsOf(records(60)));
  });

  it('waits behind an object that stays: nothing overtakes it', async () => {
    const world = createWorld();
    for (const from of [0, 10, 20]) keepRecords(world, records(10, from));
    world.primary.behaviour = (_, call) => (call === 0 ? ACCEPTED : failure('outage'));
    expect(await runLane(world)).toMatchObject({ state: 'waits', replayed: 10, remaining: 10 });
    expect([...world.primary.taken]).toEqual(idsOf(records(10)));
    world.primary.behaviour = () => ACCEPTED;
    world.state.items.clear();
    await runLane(world);
    expect([...world.primary.taken]).toEqual(idsOf(records(30)));
  });

  it('waits behind an object that another replay works on', async () => {
    const world = createWorld();
    const key = keepRecords(world, records(3));
    keepRecords(world, records(3, 3));
    world.state.items.set(`replay#${key}`, { version: 1, value: String(world.clock.now() + 9_000) });
    expect(await runLane(world)).toMatchObject({ state: 'waits', replayed: 0, after: '' });
    expect(world.primary.calls).toEqual([]);
  });

  it('goes on behind what it quarantines', async () => {
    const world = createWorld();
    const [bad] = idsOf(records(1, 4));
    world.primary.behaviour = throwing((id) => id === bad);
    for (const from of [0, 5]) keepRecords(world, records(5, from));
    expect(await runLane(world)).toMatchObject({ state: 'done', replayed: 9, quarantined: 1 });
    expect([...world.primary.taken]).toEqual(idsOf(records(10)).filter((id) => id !== bad));
  });

  it('leaves out objects of another time without reading them', async () => {
    const world = createWorld();
    for (const from of [0, 10, 20]) keepRecords(world, records(10, from));
    const read: string[] = [];
    world.lake.fault = (operation, key) => void (operation === 'get' && read.push(key));
    await runLane(world, { from: START + 10, to: START + 20 });
    expect([read.length, [...world.primary.taken]]).toEqual([1, idsOf(records(10, 10))]);
  });

  it('of the archive goes through it once, and leaves it', async () => {
    const world = createWorld();
    for (const from of [5, 0]) keepRecords(world, records(5, from), 'archive');
    expect(await runLane(world, { prefix: 'archive/orders/' })).toMatchObject({ state: 'done', replayed: 10 });
    expect([[...world.primary.taken], world.lake.keys().length]).toEqual([idsOf(records(10)), 2]);
  });

  it('stays where no target is there, for any number of tries', async () => {
    const world = createWorld();
    world.primary.behaviour = DOWN;
    keepRecords(world, records(5));
    for (let turn = 0; turn < 5; turn++) expect(await runLane(world)).toMatchObject({ state: 'waits', remaining: 5 });
  });
});

test('newer never overtakes older within a key, however its records are spread over objects', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 60 }),
      fc.constantFrom(0, 1),
      fc.integer(),
      async (homes, millis, seed) => {
        const world = createWorld({ seed });
        const all = records(homes.length, 0, millis);
        for (let home = 0; home < 4; home++) {
          const own = all.filter((_, i) => homes[i] === home);
          if (own.length > 0) keepRecords(world, own);
        }
        expect(await runLane(world)).toMatchObject({ state: 'done', replayed: all.length });
        expect([...world.primary.taken]).toEqual(idsOf(all));
        expect(world.lake.keys()).toEqual([]);
      },
    ),
    runs(150),
  ));

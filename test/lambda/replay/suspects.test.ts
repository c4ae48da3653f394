import type { BreakerState } from '../../../lib/control/breaker';
import { wholePrefix } from '../../../lib/contract/replay';
import { createFailover } from '../../../lambda/failover/failover';
import { recordId } from '../../../lambda/failover/records';
import { createReplay } from '../../../lambda/replay/replay';
import { createWorld, deadline, DOWN, settingsOf, throwing, World } from '../fake-host';
import { messages } from '../records';
import { live } from './objects';

const isPoison = (id: string): boolean => id.startsWith('bad');

/** Spills single poison records: the consumer throws for them, and no other record shows that it works. */
async function spillLonePoison(world: World, count: number): Promise<void> {
  world.primary.behaviour = throwing(isPoison);
  for (const record of messages(count, {}, 'bad')) {
    const failover = createFailover(world.host(), settingsOf({ pipeline: 'orders' }));
    await failover({ Records: [record] }, deadline(world.clock));
    world.state.items.clear();
  }
}

/** Each object by a worker of its own, all at the same time. */
function replayAll(world: World, prefix = 'spilled/orders/'): Promise<unknown> {
  return Promise.all(
    world.lake
      .keys(prefix)
      .map((key) =>
        createReplay(world.host(), settingsOf())({ ...wholePrefix(prefix, 'sweep'), key }, deadline(world.clock)),
      ),
  );
}

/** Each replay but the first finds that live traffic was taken since the one before. */
async function replayUntilQuarantined(world: World): Promise<void> {
  for (let sweep = 0; sweep <= settingsOf().maxReplays; sweep++) {
    await replayAll(world);
    await live(world);
  }
}

function breakerOf({ state }: World): BreakerState['kind'] {
  const item = state.items.get('breaker#orders#primary');
  return item ? (JSON.parse(item.value) as BreakerState).kind : 'closed';
}

describe('replay of records that were refused before', () => {
  test('the lake remembers which these are', async () => {
    const world = createWorld();
    await spillLonePoison(world, 1);
    expect(world.lake.envelopes('spilled/')).toMatchObject([{ suspect: true, replays: 0 }]);
  });

  test('records spilled in an outage are under no suspicion', async () => {
    const world = createWorld();
    world.primary.behaviour = DOWN;
    await createFailover(world.host(), settingsOf())({ Records: messages(3) }, deadline(world.clock));
    expect(world.lake.envelopes('spilled/').map(({ suspect }) => suspect)).toEqual([undefined, undefined, undefined]);
  });

  test('diverts no live traffic, however many workers meet such records at once', async () => {
    const world = createWorld();
    await spillLonePoison(world, 12);
    await replayAll(world);
    expect(JSON.parse(world.state.items.get('breaker#orders#primary')!.value)).toMatchObject({ failures: 0 });
    await live(world);
    expect([breakerOf(world), world.primary.taken.size]).toEqual(['closed', 1]);
  });

  test('holds nothing against them as long as no target was seen to work, for whatever time', async () => {
    const world = createWorld();
    await spillLonePoison(world, 3);
    for (let sweep = 0; sweep < 20; sweep++) {
      await replayAll(world);
      await world.clock.sleep(3_600_000);
    }
    expect(world.lake.envelopes('spilled/').map(({ replays }) => replays)).toEqual([0, 0, 0]);
    expect(world.lake.keys('quarantined/')).toEqual([]);
  });

  test('quarantines them after the allowed number of fruitless replays at a working target', async () => {
    const world = createWorld();
    await spillLonePoison(world, 4);
    await replayUntilQuarantined(world);
    expect(world.lake.keys('spilled/')).toEqual([]);
    expect(world.lake.ids('quarantined/').every(isPoison)).toBe(true);
    expect(world.lake.keys('quarantined/')).toHaveLength(4);
  });

  test('publishes them as quarantined when they go there, and not again', async () => {
    const world = createWorld();
    await spillLonePoison(world, 1);
    const published = (): unknown[] =>
      world.emitted.flatMap(({ Quarantined, Replayed }) => (Replayed === 0 ? Quarantined : []));
    await replayUntilQuarantined(world);
    expect(published()).toEqual([0, 0, 0, 0, 0, 1]);
    await replayAll(world, 'quarantined/orders/');
    expect(published().at(-1)).toBe(0);
  });

  test('of quarantined ones too: an operator who replays too early diverts no live traffic', async () => {
    const world = createWorld();
    await spillLonePoison(world, 8);
    await replayUntilQuarantined(world);
    await replayAll(world, 'quarantined/orders/');
    expect(breakerOf(world)).toBe('closed');
    expect(world.lake.keys('quarantined/')).toHaveLength(8);
  });

  test('delivers them once the consumer is mended', async () => {
    const world = createWorld();
    await spillLonePoison(world, 4);
    world.primary.behaviour = throwing(() => false);
    await replayAll(world);
    expect([...world.primary.taken].filter(isPoison)).toHaveLength(4);
    expect(world.lake.keys('spilled/')).toEqual([]);
  });

  test('a target that is clearly down opens the breaker all the same', async () => {
    const world = createWorld();
    await spillLonePoison(world, 6);
    world.primary.behaviour = DOWN;
    await replayAll(world);
    expect(breakerOf(world)).toBe('open');
    expect(world.lake.envelopes('spilled/').map(({ replays }) => replays)).toEqual(Array(6).fill(0));
  });

  test('good records of the same object are delivered, and prove the others poison', async () => {
    const world = createWorld();
    world.primary.behaviour = DOWN;
    const records = [...messages(20), ...messages(1, {}, 'bad')];
    await createFailover(world.host(), settingsOf())({ Records: records }, deadline(world.clock));
    world.state.items.clear();
    world.primary.behaviour = throwing(isPoison);
    await replayAll(world);
    expect(world.primary.taken.size).toBe(20);
    expect(world.lake.ids('quarantined/').map(isPoison)).toEqual([true]);
    expect(records.map(recordId).filter((id) => world.lake.ids('spilled/').includes(id))).toEqual([]);
  });
});

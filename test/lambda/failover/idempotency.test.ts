import { createFailover } from '../../../lambda/failover/failover';
import { idempotency } from '../../../lambda/failover/idempotency';
import { recordId } from '../../../lambda/failover/records';
import { ACCEPTED, createWorld, deadline, DOWN, failure, settingsOf, throwing, type World } from '../fake-host';
import { idsOf, messages, streamRecords } from '../records';

const DAY = 86_400_000;
const SETTINGS = settingsOf({ idempotencyMillis: 14 * DAY });

/** How often each record had its effect, on a target that is not idempotent. */
function effectsOf(world: World): Map<string, number> {
  const effects = new Map<string, number>();
  const before = world.primary.behaviour;
  world.primary.behaviour = async (records, call) => {
    const delivery = await before(records, call);
    if (delivery.kind === 'accepted')
      for (const id of records.map(recordId)) effects.set(id, (effects.get(id) ?? 0) + 1);
    return delivery;
  };
  return effects;
}

/** A fresh environment. */
function environment(world: World, settings = SETTINGS) {
  const host = world.host();
  const failover = createFailover({ ...host, guard: idempotency(host, settings) }, settings);
  return (records: readonly unknown[], millis?: number) =>
    failover({ Records: records }, deadline(world.clock, millis));
}

const once = (records: readonly { messageId: string }[]): [string, number][] =>
  records.map(({ messageId }) => [messageId, 1]);

test('a batch that comes five times has one effect, in one environment or in five', async () => {
  const world = createWorld();
  const effects = effectsOf(world);
  const records = messages(20);
  const same = environment(world);
  for (let i = 0; i < 3; i += 1) expect(await same(records)).toEqual({ batchItemFailures: [] });
  for (let i = 0; i < 2; i += 1)
    expect(await environment(world)([...records].reverse())).toEqual({ batchItemFailures: [] });
  expect([...effects].sort()).toEqual(once(records).sort());
});

test('so it has where all five come at once, in other orders and parts', async () => {
  const world = createWorld();
  const effects = effectsOf(world);
  const records = messages(30);
  const parts = [records, [...records].reverse(), records.slice(10), records.slice(0, 20), records.slice(5, 25)];
  const answers = await Promise.all(parts.map((part) => environment(world)(part)));
  expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([]);
  expect([...effects].sort()).toEqual(once(records).sort());
});

test('in an ordered batch nothing overtakes what somebody else is delivering', async () => {
  const world = createWorld();
  const records = streamRecords(6, 2);
  const settings = { ...SETTINGS, ordered: true };
  world.primary.callMillis = 1_000;
  await Promise.all([environment(world, settings)(records.slice(0, 2)), environment(world, settings)(records)]);
  expect([...world.primary.taken]).toEqual(idsOf(records));
});

test('what a target did not take is delivered at the next try, without waiting', async () => {
  const world = createWorld();
  const effects = effectsOf(world);
  const healthy = world.primary.behaviour;
  world.primary.behaviour = () => failure('overload', 'ThrottlingException');
  const records = messages(3);
  await environment(world)(records);
  expect(world.lake.ids('spilled/').sort()).toEqual(idsOf(records));
  world.primary.behaviour = healthy;
  world.state.items.delete('breaker#orders#primary');
  const start = world.clock.now();
  await environment(world)(records);
  expect(world.clock.now() - start).toBeLessThan(1_000);
  expect([...effects]).toEqual(once(records));
});

describe('a worker that dies', () => {
  const dying = async (world: World): Promise<readonly unknown[]> => {
    const records = messages(2);
    const host = world.host();
    const guard = idempotency(host, SETTINGS);
    // Its call never comes back, and so nothing is marked.
    void guard(
      records,
      () => new Promise(() => undefined),
      () => 5_000,
    );
    await world.clock.sleep(100);
    return records;
  };

  test('before or after its effect keeps its records for the time it had, then they are delivered again', async () => {
    const world = createWorld();
    const records = await dying(world);
    const start = world.clock.now();
    expect(await environment(world)(records)).toEqual({ batchItemFailures: [] });
    expect(world.primary.taken.size).toBe(2);
    expect(world.clock.now() - start).toBeGreaterThan(15_000);
    expect(world.clock.now() - start).toBeLessThan(18_000);
  });

  test('and one that cannot wait for so long hands them back', async () => {
    const world = createWorld();
    const records = await dying(world);
    const { batchItemFailures } = await environment(world)(records, 8_000);
    expect(batchItemFailures).toHaveLength(2);
    expect(world.primary.calls).toEqual([]);
  });
});

test('without its table delivery goes on, and says so', async () => {
  const world = createWorld();
  world.state.isDown = () => true;
  expect(await environment(world)(messages(5))).toEqual({ batchItemFailures: [] });
  expect(world.primary.taken.size).toBe(5);
  expect(world.logged.some(({ message }) => message.includes('may be delivered twice'))).toBe(true);
});

test('a claim whose answer was lost is the claimant’s own', async () => {
  const world = createWorld();
  const write = world.state.write.bind(world.state);
  world.state.write = async (key, value, expected) => {
    const done = await write(key, value, expected);
    return key.startsWith('delivery#') && expected === 0 ? false : done;
  };
  const start = world.clock.now();
  expect(await environment(world)(messages(3))).toEqual({ batchItemFailures: [] });
  expect([world.primary.taken.size, world.clock.now() - start < 1_000]).toEqual([3, true]);
});

test('no record that was taken is handed over again to tell poison from an outage', async () => {
  const world = createWorld();
  const bad = new Set(['m3', 'm7']);
  world.primary.behaviour = throwing((id) => bad.has(id));
  const effects = effectsOf(world);
  const records = messages(12);
  for (let i = 0; i < 3; i += 1) await environment(world)(records);
  expect([...effects.values()].every((times) => times === 1)).toBe(true);
  expect(effects.size).toBe(10);
});

test('an outage costs no good record its effect, and quarantines none', async () => {
  const world = createWorld();
  world.primary.behaviour = (records, call) => (call < 6 ? DOWN(records, call) : ACCEPTED);
  await environment(world)(messages(10));
  expect(world.lake.ids('quarantined/')).toEqual([]);
});

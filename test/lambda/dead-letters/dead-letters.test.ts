import { createDeadLetters } from '../../../lambda/dead-letters/dead-letters';
import { createWorld, deadline, type World } from '../fake-host';
import { idsOf, message, messages } from '../records';

const SETTINGS = { pipeline: 'orders', bucket: 'lake' };

const keep = (world: World, records: readonly unknown[], millis = 5_000) =>
  createDeadLetters(world.host(), SETTINGS)({ Records: records }, deadline(world.clock, millis));

test('a dead letter lies in quarantine as it came, with the reason, and is acknowledged', async () => {
  const world = createWorld();
  const letter = {
    ...message('m1', { group: 'g', receives: 11, body: 'Straße\u0000' }),
    messageAttributes: { tenant: { stringValue: 'a', dataType: 'String', stringListValues: [], binaryListValues: [] } },
  };
  expect(await keep(world, [letter])).toEqual({ batchItemFailures: [] });
  const [envelope] = world.lake.envelopes('quarantined/orders/');
  expect(envelope).toMatchObject({ id: 'm1', pipeline: 'orders', error: { code: 'DEAD_LETTER' }, record: letter });
});

test('each has an object of its own, and one copy however often it comes', async () => {
  const world = createWorld();
  const letters = messages(10);
  await keep(world, letters);
  await keep(world, [...letters].reverse());
  expect(world.lake.keys()).toHaveLength(10);
  expect(world.lake.ids().sort()).toEqual(idsOf(letters).sort());
});

test('what the lake does not take stays in the queue, and nothing else', async () => {
  const world = createWorld();
  let writes = 0;
  world.lake.fault = () => {
    if ((writes += 1) % 3 === 0) throw new Error('SlowDown');
  };
  const letters = messages(10);
  const { batchItemFailures } = await keep(world, letters);
  const stored = new Set(world.lake.ids());
  const left = idsOf(letters).filter((id) => !stored.has(id));
  expect(left).toHaveLength(3);
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(left.sort());
  expect(world.emitted.at(-1)).toMatchObject({ Pipeline: 'orders', DeadLettered: 7 });
  expect(JSON.stringify(world.logged)).toContain('SlowDown');
});

test('what there is no time for stays in the queue', async () => {
  const world = createWorld();
  world.lake.pause = () => world.clock.sleep(2_500);
  const { batchItemFailures } = await keep(world, messages(40), 5_000);
  const stored = new Set(world.lake.ids());
  expect(stored.size).toBeGreaterThan(0);
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).filter((id) => stored.has(id))).toEqual([]);
  expect(batchItemFailures.length + stored.size).toBe(40);
});

test('a message that nobody can name is stored, or the whole batch comes again', async () => {
  const world = createWorld();
  expect(await keep(world, [{ odd: true }])).toEqual({ batchItemFailures: [] });
  expect(world.lake.envelopes()[0].record).toEqual({ odd: true });
  world.lake.fault = () => {
    throw new Error('AccessDenied');
  };
  await expect(keep(world, [{ odd: 2 }, ...messages(2)])).rejects.toThrow('the batch comes again');
});

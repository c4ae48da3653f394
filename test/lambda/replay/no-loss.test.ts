import { wholePrefix } from '../../../lib/contract/replay';
import { createFailover } from '../../../lambda/failover/failover';
import { createReplay } from '../../../lambda/replay/replay';
import { readObject } from '../../../lambda/replay/stored-object';
import { createWorld, deadline, failure, settingsOf, World } from '../fake-host';
import { message, messages, streamRecord } from '../records';
import { envelope, keep } from './objects';

async function sweepAll(world: World): Promise<void> {
  for (const key of world.lake.keys('spilled/')) {
    const replay = createReplay(world.host(), settingsOf());
    await replay({ ...wholePrefix('spilled/orders/', 'sweep'), key }, deadline(world.clock));
  }
}

test('a worker that is called with half of its input takes nothing out of the lake', async () => {
  const world = createWorld();
  const key = keep(
    world,
    'spilled',
    messages(20).map((record) => envelope(record)),
  );
  const item = { key, prefix: 'spilled/orders/', rate: 10 } as never;
  await createReplay(world.host(), settingsOf())(item, deadline(world.clock));
  expect(world.lake.ids('spilled/').length + world.primary.taken.size).toBe(20);
});

test.each([1, 2, 3, 4])(
  'a quiet outage behind a throwing consumer, met by %i records, quarantines none',
  async (count) => {
    const world = createWorld();
    world.primary.behaviour = () => failure('unclear', 'TypeError');
    for (const record of messages(count)) {
      await createFailover(world.host(), settingsOf())({ Records: [record] }, deadline(world.clock));
      await world.clock.sleep(20_000);
    }
    for (let minute = 0; minute < 10; minute++) {
      await sweepAll(world);
      await world.clock.sleep(60_000);
    }
    expect(world.lake.keys('quarantined/')).toEqual([]);
    expect(world.lake.ids('spilled/').sort()).toEqual(messages(count).map(({ messageId }) => messageId));
  },
);

test('one record on which the consumer hangs is quarantined in the end and holds up no other', async () => {
  const world = createWorld();
  const hangs = (id: string): boolean => id === 'hang';
  world.primary.behaviour = async (records) => {
    if (!records.some((record) => 'messageId' in record && hangs(record.messageId))) return { kind: 'accepted' };
    await world.clock.sleep(3_000);
    return failure('unclear', 'FUNCTION_TIMEOUT');
  };
  await createFailover(world.host(), settingsOf())(
    { Records: [...messages(9), message('hang')] },
    deadline(world.clock),
  );
  for (let minute = 0; minute < 5; minute++) {
    await createFailover(world.host(), settingsOf())(
      { Records: messages(5, {}, `live${minute}-`) },
      deadline(world.clock),
    );
    await sweepAll(world);
    await world.clock.sleep(60_000);
  }
  expect(world.lake.ids()).toEqual(['hang']);
  expect(world.lake.keys('quarantined/')).toHaveLength(1);
  expect(world.primary.taken.size).toBe(9 + 25);
});

test('what AWS Lambda gave up on is read in every form of its document', () => {
  const event = { Records: [streamRecord(1), streamRecord(2)] };
  const documents = [
    JSON.stringify({ version: '1.0', payload: JSON.stringify(event) }),
    JSON.stringify({ version: '1.0', payload: JSON.stringify(event) }, undefined, 2),
    JSON.stringify({ version: '1.0', payload: event }, undefined, 2),
  ];
  for (const text of documents) expect(readObject(text, 'orders').envelopes).toHaveLength(2);
});

test('an object that cannot be read is left as it is, byte by byte', async () => {
  const world = createWorld();
  const key = keep(world, 'spilled', ['not JSON', '{"v":9}']);
  const [before, writes] = [world.lake.objects.get(key), world.lake.writes.length];
  await sweepAll(world);
  expect([world.lake.objects.get(key), world.lake.writes.length]).toEqual([before, writes]);
});

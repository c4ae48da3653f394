import { createWorld } from '../fake-host';
import { idsOf, message, messages, streamRecord } from '../records';
import { envelope, keep, replay } from './objects';

const ofKeys = ['a-1', 'a-2', 'b-1', '*'].map((key, i) => streamRecord(i, { key }));
const inGroups = ['a-1', 'a-2', 'b-1', '*'].map((group, i) => message(`m${i}`, { group }));

describe.each([
  ['partition key', ofKeys],
  ['message group', inGroups],
])('a replay by %s', (_, records) => {
  test.each<[string, readonly number[]]>([
    ['', [0, 1, 2, 3]],
    ['a-1', [0]],
    ['a-*', [0, 1]],
    ['*', [0, 1, 2, 3]],
    ['**', [3]],
    ['c', []],
  ])('%p delivers those and leaves the others as they are', async (keys, expected) => {
    const world = createWorld();
    const key = keep(
      world,
      'spilled',
      records.map((record) => envelope(record)),
    );
    const wanted = expected.map((i) => records[i]);
    expect(await replay(world, key, { item: { keys } })).toMatchObject({ replayed: wanted.length, remaining: 0 });
    expect([...world.primary.taken]).toEqual(idsOf(wanted));
    expect(world.lake.envelopes()).toEqual(records.filter((r) => !wanted.includes(r)).map((r) => envelope(r)));
  });
});

test('a worker that was started without keys, as by an older handler, replays all', async () => {
  const world = createWorld();
  const key = keep(
    world,
    'spilled',
    messages(3).map((record) => envelope(record)),
  );
  expect(await replay(world, key, { item: { keys: undefined, ordered: undefined } })).toMatchObject({ replayed: 3 });
});

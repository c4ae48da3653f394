import * as fc from 'fast-check';
import { objectKey } from '../../../lib/contract/lake';
import { recordId } from '../../../lambda/failover/records';
import { createFailover } from '../../../lambda/failover/failover';
import { createWorld, deadline, DOWN, failure, settingsOf, throwing, World } from '../fake-host';
import { message, messages, START } from '../records';
import { runs } from '../runs';
import { envelope, keep, replay } from './objects';

const isPoison = (id: string): boolean => id.startsWith('bad');

/** Records in an archived object of their own. */
function archive(world: World, ids: readonly string[], name = 'a'): string {
  const records = ids.map((id) => message(id));
  const lines = records.map((record) => `${JSON.stringify(envelope(record))}\n`).join('');
  const key = objectKey(
    'archive',
    'orders',
    records.map(() => START - 1_000),
    name,
  );
  world.lake.objects.set(key, lines);
  return key;
}

/** One poison record alone in the lake; `bad0` is new to the target, `suspect` was refused before it came here. */
function spillPoison(world: World, suspect?: true): string {
  world.primary.behaviour = throwing(isPoison);
  return keep(world, 'spilled', [envelope(message('bad0'), { suspect })]);
}

describe('poison alone in the lake, with an archive beside it', () => {
  test.each([undefined, true] as const)('is quarantined by its first replay (suspect before: %p)', async (suspect) => {
    const world = createWorld();
    archive(world, ['good', 'bad0']);
    const key = spillPoison(world, suspect);
    expect(await replay(world, key)).toMatchObject({ quarantined: 1, remaining: 0 });
    expect([world.lake.keys('spilled/'), world.lake.ids('quarantined/')]).toEqual([[], ['bad0']]);
    expect([...world.primary.taken]).toEqual(['good']);
  });

  test('is quarantined also while the breaker waits for a probe, which closes it', async () => {
    const world = createWorld();
    archive(world, ['good']);
    const key = spillPoison(world, true);
    const open = { kind: 'open', since: 0, probeAt: world.clock.now(), failedProbes: 3 };
    world.state.items.set('breaker#orders#primary', { version: 1, value: JSON.stringify(open) });
    expect(await replay(world, key)).toMatchObject({ quarantined: 1 });
    expect(JSON.parse(world.state.items.get('breaker#orders#primary')!.value)).toMatchObject({ kind: 'closed' });
  });

  test('is quarantined in the end where most of the archive is as bad', async () => {
    const world = createWorld();
    archive(world, ['bad0', ...Array.from({ length: 9 }, (_, i) => `bad${i + 1}`), 'good']);
    const key = spillPoison(world, true);
    for (let turn = 0; turn < 40 && world.lake.keys('spilled/').length > 0; turn++) {
      await replay(world, key);
      await world.clock.sleep(60_000);
    }
    expect(world.lake.ids('quarantined/')).toEqual(['bad0']);
  });

  test('stays in doubt where the archive cannot be read, and the replay goes on', async () => {
    const world = createWorld();
    archive(world, ['good']);
    const key = spillPoison(world);
    world.lake.fault = (operation) => {
      if (operation === 'list') throw new Error('AccessDenied');
    };
    expect(await replay(world, key)).toMatchObject({ quarantined: 0, remaining: 1 });
  });
});

describe('good records in the lake, with an archive beside them', () => {
  test.each([
    ['is down', DOWN],
    ['throws at everything', () => failure('unclear', 'TypeError')],
    ['rejects everything', () => failure('content', 'HTTP_400')],
  ])('are never quarantined by a target that %s, for whatever time', async (_, behaviour) => {
    const world = createWorld();
    archive(world, ['a', 'b', 'c']);
    world.primary.behaviour = behaviour;
    const keys = messages(3).map((record) => keep(world, 'spilled', [envelope(record, { suspect: true })]));
    for (let turn = 0; turn < 30; turn++) {
      for (const key of keys) await replay(world, key);
      await world.clock.sleep(600_000);
    }
    expect([world.lake.keys('quarantined/'), world.lake.ids('spilled/').sort()]).toEqual([[], ['m0', 'm1', 'm2']]);
  });

  test('are not quarantined by outages that come and go, and are delivered between them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 4, maxLength: 30 }), fc.integer(), async (up, seed) => {
        const world = createWorld({ seed });
        archive(world, ['a', 'b', 'c']);
        // A stretch of an outage or of health is longer than a replay.
        let isUp = false;
        world.primary.behaviour = () => (isUp ? { kind: 'accepted' } : failure('unclear', 'TypeError'));
        const key = keep(world, 'spilled', [envelope(message('m0'), { suspect: true })]);
        for (const now of up) {
          isUp = now;
          await replay(world, key);
          await world.clock.sleep(600_000);
        }
        expect(world.lake.keys('quarantined/')).toEqual([]);
        expect(world.primary.taken.has('m0') || world.lake.ids('spilled/').includes('m0')).toBe(true);
      }),
      runs(60),
    );
  });

  test('cost a healthy replay no call more', async () => {
    const world = createWorld();
    archive(world, ['a']);
    await replay(
      world,
      keep(
        world,
        'spilled',
        messages(20).map((record) => envelope(record)),
      ),
    );
    expect(world.primary.calls).toHaveLength(1);
  });
});

test('without archive and traffic a record in doubt stays; the first success of live traffic decides', async () => {
  const world = createWorld();
  const key = spillPoison(world);
  const settings = { maxReplays: 1 };
  for (let turn = 0; turn < 10; turn++) expect(await replay(world, key, { settings })).toMatchObject({ remaining: 1 });
  const failover = createFailover(world.host(), settingsOf());
  await failover({ Records: messages(2) }, deadline(world.clock));
  expect(await replay(world, key, { settings })).toMatchObject({ quarantined: 1, remaining: 0 });
  expect(world.lake.envelopes('quarantined/').map(({ record }) => recordId(record as never))).toEqual(['bad0']);
});

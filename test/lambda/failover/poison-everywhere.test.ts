import * as fc from 'fast-check';
import { deliveryOf } from '../../../lambda/adapters/partial-response';
import type { BreakerState } from '../../../lib/control/breaker';
import { createFailover } from '../../../lambda/failover/failover';
import { itemIdentifier, recordId } from '../../../lambda/failover/records';
import { createWorld, deadline, settingsOf, throwing, World } from '../fake-host';
import { messages, streamRecord } from '../records';
import { runs } from '../runs';

/** A consumer that throws for a whole batch where it holds one bad record. */
const isPoison = (id: string): boolean => id.includes('bad');

/** Kinds of state that the breaker of the primary was ever written with. */
function watched(world: World): Set<BreakerState['kind']> {
  const kinds = new Set<BreakerState['kind']>();
  const write = world.state.write.bind(world.state);
  world.state.write = async (key, value, ...rest) => {
    if (key === 'breaker#orders#primary') kinds.add((JSON.parse(value) as BreakerState).kind);
    return write(key, value, ...rest);
  };
  return kinds;
}

interface Wave {
  readonly environments: number;
  /** Where in each batch of 20 the poison lies. */
  readonly place: number;
  readonly seed: number;
}

const wave: fc.Arbitrary<Wave> = fc.record({
  environments: fc.integer({ min: 1, max: 2 }),
  place: fc.integer({ min: 0, max: 19 }),
  seed: fc.integer(),
});

async function meetPoison(world: World, w: Wave, rounds: number): Promise<void> {
  world.primary.behaviour = throwing(isPoison);
  await Promise.all(
    Array.from({ length: w.environments }, async (_, environment) => {
      for (let round = 0; round < rounds; round++) {
        // A fresh environment each time: none has seen the target take a record.
        const failover = createFailover(world.host(), settingsOf());
        const batch = messages(20, {}, `e${environment}r${round}-`);
        batch[w.place] = { ...batch[w.place], messageId: `bad-${environment}-${round}` };
        await failover({ Records: batch }, deadline(world.clock));
      }
    }),
  );
}

describe('a poison record in every batch, in fresh environments that work side by side', () => {
  it('never looks like an outage: the breaker stays closed, and only poison is quarantined', async () => {
    await fc.assert(
      fc.asyncProperty(wave, async (w) => {
        const world = createWorld(w);
        const kinds = watched(world);
        await meetPoison(world, w, 5);
        expect([...kinds]).not.toContain('open');
        expect(world.lake.ids('quarantined/').every(isPoison)).toBe(true);
        expect(world.lake.keys('quarantined/')).toHaveLength(5 * w.environments);
        expect(world.primary.taken.size).toBe(19 * 5 * w.environments);
      }),
      runs(60),
    );
  });

  it('of many environments may look like one at first, but not again within a minute', async () => {
    await fc.assert(
      fc.asyncProperty(wave, fc.integer({ min: 3, max: 8 }), async (drawn, environments) => {
        const w = { ...drawn, environments };
        const world = createWorld(w);
        const first = messages(20, {}, 'first-');
        first[w.place] = { ...first[w.place], messageId: 'bad-first' };
        world.primary.behaviour = throwing(isPoison);
        await createFailover(world.host(), settingsOf())({ Records: first }, deadline(world.clock));
        const kinds = watched(world);
        await meetPoison(world, w, 3);
        expect([...kinds]).not.toContain('open');
        expect(world.lake.ids('quarantined/').every(isPoison)).toBe(true);
      }),
      runs(40),
    );
  });
});

test('poison at the head of a shard of one key blocks nothing and opens nothing', async () => {
  const world = createWorld();
  const kinds = watched(world);
  const records = Array.from({ length: 10 }, (_, i) => streamRecord(i, { key: 'k' }));
  const bad = recordId(records[0]);
  world.primary.behaviour = throwing((id) => id === bad);
  await createFailover(world.host(), settingsOf({ ordered: true }))({ Records: records }, deadline(world.clock));
  expect([...kinds]).not.toContain('open');
  expect(world.lake.ids('quarantined/')).toEqual([bad]);
  expect([...world.primary.taken]).toEqual(records.slice(1).map(recordId));
});

test('a record that the primary refused alone casts no doubt on the fallback that refuses it too', async () => {
  const world = createWorld({ fallback: true });
  world.primary.behaviour = world.fallback!.behaviour = throwing(isPoison);
  await createFailover(world.host(), settingsOf())({ Records: messages(1, {}, 'bad-') }, deadline(world.clock));
  expect(world.fallback!.failedCalls).toBeGreaterThan(0);
  expect(world.state.items.get('breaker#orders#fallback')).toBeUndefined();
  expect(world.lake.ids('spilled/').every(isPoison)).toBe(true);
});

test('a batch of mostly poison costs few calls where the consumer names it', async () => {
  const world = createWorld();
  world.primary.behaviour = (records) =>
    deliveryOf(records, {
      batchItemFailures: records
        .filter((r) => isPoison(recordId(r)))
        .map((r) => ({ itemIdentifier: itemIdentifier(r) })),
    });
  const batch = messages(100).map((record, i) => (i % 3 === 0 ? record : { ...record, messageId: `bad-${i}` }));
  await createFailover(world.host(), settingsOf())({ Records: batch }, deadline(world.clock, 5_000));
  expect(world.lake.ids('quarantined/')).toHaveLength(66);
  expect(world.primary.taken.size).toBe(34);
  expect(world.primary.calls.length).toBeLessThanOrEqual(6);
});

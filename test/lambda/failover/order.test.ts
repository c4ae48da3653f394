import * as fc from 'fast-check';
import { createFailover, FlowResponse } from '../../../lambda/failover/failover';
import { itemIdentifier, NativeRecord, orderKey, recordId } from '../../../lambda/failover/records';
import { createWorld, deadline, FakeTarget, settingsOf, World } from '../fake-host';
import { message, streamRecord } from '../records';
import { runs } from '../runs';
import { scripted, stepOf } from '../script';

/** Targets that keep the order themselves: they stop at what they refuse. */
const step = stepOf((kind) => kind !== 'name' && kind !== 'throttle' && kind !== 'content');

const scenario = fc.record({
  seed: fc.integer(),
  source: fc.constantFrom('fifo', 'stream'),
  count: fc.integer({ min: 2, max: 60 }),
  keys: fc.integer({ min: 1, max: 4 }),
  batch: fc.integer({ min: 1, max: 30 }),
  chunk: fc.integer({ min: 1, max: 30 }),
  primary: fc.array(step, { maxLength: 25 }),
  fallback: fc.option(fc.array(step, { maxLength: 25 }), { nil: undefined }),
  poison: fc.array(fc.nat(59), { maxLength: 3 }),
  lakeFaults: fc.array(fc.boolean(), { maxLength: 6 }),
  stateFaults: fc.array(fc.boolean(), { maxLength: 20 }),
  millis: fc.constantFrom(300, 2_000, 10_000, 60_000),
  pause: fc.constantFrom(1, 15_000),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function recordsOf({ source, count, keys }: Scenario): NativeRecord[] {
  return Array.from({ length: count }, (_, i) =>
    source === 'stream'
      ? streamRecord(i, { key: `key-${i % keys}` })
      : message(`m${i}`, { group: `group-${i % keys}` }),
  );
}

/**
 * Accepted before, so that it can be the control. Without one, the last resort to tell a poison record at the head of its
 * key from an outage is to try the record behind it.
 */
const BEFORE = message('before', { group: 'before' });

function arrange(s: Scenario, records: readonly NativeRecord[]): World {
  const world = createWorld({ seed: s.seed, fallback: s.fallback !== undefined });
  const poison = new Set(s.poison.flatMap((i) => (records[i] ? [recordId(records[i])] : [])));
  const script = (target: FakeTarget, steps: Scenario['primary']): void => {
    target.maxRecords = s.chunk;
    target.behaviour = scripted([{ kind: 'accept' }, ...steps], (id) => poison.has(id), target);
  };
  script(world.primary, s.primary);
  if (world.fallback) script(world.fallback, s.fallback!);
  world.lake.pause = () => world.clock.sleep(50 * world.clock.random());
  const [lakeFaults, stateFaults] = [[...s.lakeFaults], [...s.stateFaults]];
  // What a target judged to be poison has no place in the order any more, also where it cannot be stored and comes again:
  // so only the spilling of an outage fails here, and not of what the fallback refused.
  world.lake.fault = (_, key) => {
    if (key.startsWith('spilled/') && !world.fallback && lakeFaults.shift()) throw new Error('SlowDown');
  };
  world.state.isDown = () => stateFaults.shift() ?? false;
  return world;
}

/** What the source hands over next: a stream from its checkpoint on, a FIFO queue all that it still has, in order. */
function leftOf(left: readonly NativeRecord[], batch: readonly NativeRecord[], answer: FlowResponse): NativeRecord[] {
  const names = new Set(answer.batchItemFailures.map(({ itemIdentifier: name }) => name));
  const lowest = batch.findIndex((record) => names.has(itemIdentifier(record)));
  if (lowest < 0) return left.slice(batch.length);
  if ('kinesis' in batch[lowest]) return left.slice(lowest);
  return left.filter((record, i) => i >= batch.length || names.has(itemIdentifier(record)));
}

/** Notes in which order the targets took records for the first time. */
function watch(targets: readonly (FakeTarget | undefined)[]): string[] {
  const order: string[] = [];
  for (const target of targets) {
    const take = target?.take.bind(target);
    if (!target || !take) continue;
    target.take = (ids) => {
      for (const id of ids) if (!order.includes(id)) order.push(id);
      take(ids);
    };
  }
  return order;
}

describe('records of a source that promises an order', () => {
  it('are taken in the order of their key, whatever fails, but for those that went into the lake', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (s) => {
        const records = recordsOf(s);
        const world = arrange(s, records);
        const order = watch([world.primary, world.fallback]);
        const failover = createFailover(world.host(), settingsOf({ ordered: true }));
        await failover({ Records: [BEFORE] }, deadline(world.clock));
        for (let left = records, round = 0; left.length > 0; round++) {
          if (round > 200) throw new Error('still in flight');
          const batch = left.slice(0, s.batch);
          left = leftOf(left, batch, await failover({ Records: batch }, deadline(world.clock, s.millis)));
          await world.clock.sleep(s.pause);
        }
        const stored = new Set(world.lake.ids());
        for (const key of new Set(records.map(orderKey))) {
          const ofKey = records.filter((record) => orderKey(record) === key && !stored.has(recordId(record)));
          const place = new Map(order.map((id, index) => [id, index]));
          const places = ofKey.map((record) => place.get(recordId(record)));
          expect(places).toEqual([...places].sort((a, b) => a! - b!));
        }
      }),
      runs(600),
    );
  });
});

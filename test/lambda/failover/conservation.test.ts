import * as fc from 'fast-check';
import { createFailover, FlowResponse } from '../../../lambda/failover/failover';
import { itemIdentifier, NativeRecord, recordId } from '../../../lambda/failover/records';
import { createWorld, deadline, settingsOf, World } from '../fake-host';
import { message, streamRecord } from '../records';
import { runs } from '../runs';
import { scripted, Step, stepOf } from '../script';

type SourceKind = 'queue' | 'fifo' | 'stream';

const scenario = fc.record({
  seed: fc.integer(),
  source: fc.constantFrom<SourceKind>('queue', 'fifo', 'stream'),
  count: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 7, max: 60 })),
  keys: fc.integer({ min: 1, max: 5 }),
  undecodable: fc.array(fc.constantFrom(null, 7, 'text', {}, { messageId: 'no-body' }, { kinesis: {} }), {
    maxLength: 2,
  }),
  chunk: fc.integer({ min: 1, max: 30 }),
  primary: fc.array(stepOf(), { maxLength: 25 }),
  fallback: fc.option(fc.array(stepOf(), { maxLength: 25 }), { nil: undefined }),
  poison: fc.array(fc.nat(59), { maxLength: 4 }),
  lakeFaults: fc.array(fc.boolean(), { maxLength: 6 }),
  stateFaults: fc.array(fc.boolean(), { maxLength: 20 }),
  archive: fc.boolean(),
  millis: fc.constantFrom(300, 2_000, 10_000, 60_000),
  maxReceives: fc.constantFrom(undefined, 1, 3),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function recordsOf({ source, count, keys }: Scenario): NativeRecord[] {
  return Array.from({ length: count }, (_, i) => {
    if (source === 'stream') return streamRecord(i, { key: `key-${i % keys}` });
    return message(`m${i}`, source === 'fifo' ? { group: `group-${i % keys}` } : {});
  });
}

/** What the source hands over next: the named ones, or for a stream everything from the lowest of them. */
function again(batch: readonly NativeRecord[], { batchItemFailures }: FlowResponse): NativeRecord[] {
  const names = new Set(batchItemFailures.map(({ itemIdentifier: name }) => name));
  const first = batch.findIndex((record) => names.has(itemIdentifier(record)));
  const isStream = first >= 0 && 'kinesis' in batch[first];
  return batch.filter((record, i) => (isStream ? i >= first : names.has(itemIdentifier(record))));
}

function arrange(s: Scenario): World {
  const world = createWorld({ seed: s.seed, fallback: s.fallback !== undefined });
  const poison = new Set(s.poison.map((i) => recordId(recordsOf({ ...s, count: 60 })[i])));
  world.primary.maxRecords = s.chunk;
  world.primary.behaviour = scripted(s.primary, (id) => poison.has(id), world.primary);
  if (world.fallback) world.fallback.behaviour = scripted(s.fallback!, (id) => poison.has(id), world.fallback);
  const lakeFaults = [...s.lakeFaults];
  world.lake.fault = () => {
    if (lakeFaults.shift()) throw new Error('SlowDown');
  };
  world.lake.pause = () => world.clock.sleep(50 * world.clock.random());
  const stateFaults = [...s.stateFaults];
  world.state.isDown = () => stateFaults.shift() ?? false;
  return world;
}

function places(world: World, id: string): string[] {
  return [
    ...(world.primary.taken.has(id) ? ['primary'] : []),
    ...(world.fallback?.taken.has(id) ? ['fallback'] : []),
    ...world.lake.ids('spilled/').flatMap((stored) => (stored === id ? ['spilled'] : [])),
    ...world.lake.ids('quarantined/').flatMap((stored) => (stored === id ? ['quarantined'] : [])),
  ];
}

function withoutLoss(steps: readonly Step[]): Step[] {
  return steps.filter(({ kind }) => kind !== 'lost');
}

const OUTCOMES = ['Delivered', 'Diverted', 'Spilled', 'Quarantined', 'Returned'] as const;

describe('whatever the targets, the lake and the table do', () => {
  it('every acknowledged record is durable with its whole payload, and every received one has one outcome', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (s) => {
        const world = arrange(s);
        const { source, archive, maxReceives } = s;
        const failover = createFailover(
          world.host(),
          settingsOf({
            ordered: source !== 'queue',
            archive,
            maxReceives: source === 'stream' ? undefined : maxReceives,
          }),
        );
        const records = recordsOf(s);
        let batch: unknown[] = [...records, ...s.undecodable];
        for (let round = 0; batch.length > 0; round++) {
          if (round > 80) throw new Error(`still in flight: ${JSON.stringify(batch)}`);
          const received = batch.length;
          const before = world.emitted.length;
          let response: FlowResponse | undefined;
          try {
            response = await failover({ Records: batch }, deadline(world.clock, s.millis));
          } catch {
            // The whole batch comes again.
          }
          const metrics = world.emitted[before] as Record<string, number>;
          expect(metrics.Leaked).toBe(0);
          expect(metrics.Received).toBe(received);
          expect(OUTCOMES.reduce((sum, name) => sum + metrics[name], 0)).toBe(received);
          if (response) {
            expect(metrics.Returned).toBe(response.batchItemFailures.length);
            const good = batch.filter((r): r is NativeRecord => records.includes(r as NativeRecord));
            const names = new Set(response.batchItemFailures.map(({ itemIdentifier: name }) => name));
            for (const record of good.filter((r) => !names.has(itemIdentifier(r)))) {
              expect([recordId(record), places(world, recordId(record)).length]).not.toEqual([recordId(record), 0]);
            }
            batch = again(good, response);
          }
          await world.clock.sleep(15_000);
        }
        for (const { id, record } of world.lake.envelopes()) {
          const original = records.find((candidate) => recordId(candidate) === id);
          if (original) expect(record).toEqual(original);
        }
        const stored = world.lake.envelopes('quarantined/').filter(({ id }) => id.startsWith('undecodable-'));
        const distinct = new Set(s.undecodable.map((record) => JSON.stringify(record)));
        expect(new Set(stored.map(({ record }) => JSON.stringify(record)))).toEqual(distinct);
        if (archive) expect(new Set(world.lake.ids('archive/'))).toEqual(new Set(records.map(recordId)));
      }),
      runs(400),
    );
  });

  it('a record of a queue is booked in one place only, where no answer was lost and nothing came twice', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (drawn) => {
        const s = {
          ...drawn,
          source: 'queue' as const,
          lakeFaults: [],
          undecodable: [],
          primary: withoutLoss(drawn.primary),
          fallback: drawn.fallback && withoutLoss(drawn.fallback),
        };
        const world = arrange(s);
        const failover = createFailover(world.host(), settingsOf({ archive: s.archive, maxReceives: s.maxReceives }));
        const records = recordsOf(s);
        const { batchItemFailures } = await failover({ Records: records }, deadline(world.clock, s.millis));
        const names = new Set(batchItemFailures.map(({ itemIdentifier: name }) => name));
        for (const record of records) {
          const held = places(world, recordId(record));
          expect([recordId(record), held.length]).toEqual([recordId(record), names.has(recordId(record)) ? 0 : 1]);
        }
        const metrics = world.emitted[0] as Record<string, number>;
        expect(metrics.Delivered).toBe(world.primary.taken.size);
        expect(metrics.Diverted).toBe(world.fallback?.taken.size ?? 0);
        expect(metrics.Spilled).toBe(world.lake.ids('spilled/').length);
        expect(metrics.Quarantined).toBe(world.lake.ids('quarantined/').length);
      }),
      runs(400),
    );
  });
});

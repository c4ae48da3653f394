import * as fc from 'fast-check';
import type { BreakerState } from '../../../lib/control/breaker';
import { deliveryOf } from '../../../lambda/adapters/partial-response';
import type { Courier } from '../../../lambda/failover/courier';
import { createRoute } from '../../../lambda/failover/route';
import { itemIdentifier, NativeRecord, recordId } from '../../../lambda/failover/records';
import { ACCEPTED, Behaviour, createWorld, failure, settingsOf, throwing, World } from '../fake-host';
import { idsOf, message, messages, streamRecord } from '../records';
import { runs } from '../runs';

const BUDGET = (): number => 5_000;

interface Trial {
  readonly world: World;
  readonly courier: Courier;
}

function createTrial(behaviour: Behaviour): Trial {
  const world = createWorld();
  world.primary.behaviour = behaviour;
  return { world, courier: createRoute(world.host(), settingsOf()).primary };
}

const SOURCES: Record<string, (count: number) => NativeRecord[]> = {
  queue: (count) => messages(count),
  'FIFO group': (count) => messages(count, { group: 'g' }),
  shard: (count) => Array.from({ length: count }, (_, i) => streamRecord(i, { key: 'k' })),
};

/** A consumer that names its bad records, as AWS Lambda's partial-batch response does. */
function naming(isBad: (id: string) => boolean): Behaviour {
  return (records) =>
    deliveryOf(records, {
      batchItemFailures: records.filter((r) => isBad(recordId(r))).map((r) => ({ itemIdentifier: itemIdentifier(r) })),
    });
}

const CONSUMERS = { 'throws for the whole batch': throwing, 'names it': naming };

function ids(items: readonly { readonly record: NativeRecord }[]): string[] {
  return idsOf(items.map(({ record }) => record));
}

function breakerOf({ state }: World): BreakerState['kind'] {
  const item = state.items.get('breaker#orders#primary');
  return item ? (JSON.parse(item.value) as BreakerState).kind : 'closed';
}

const CASES = Object.keys(SOURCES).flatMap((source) =>
  (Object.keys(CONSUMERS) as (keyof typeof CONSUMERS)[]).flatMap((consumer) =>
    [0, 1, 49, 98, 99].flatMap((place) => [true, false].map((warm) => ({ source, consumer, place, warm }))),
  ),
);

describe('one poison record in a batch of 100', () => {
  test.each(CASES)('of a $source, at place $place: a consumer (warm: $warm) that $consumer', async (c) => {
    const records = SOURCES[c.source](100);
    const bad = recordId(records[c.place]);
    const { world, courier } = createTrial(CONSUMERS[c.consumer]((id) => id === bad));
    if (c.warm) await courier.deliver(messages(5, {}, 'before'), BUDGET);
    const calls = world.primary.calls.length;

    const trip = await courier.deliver(records, BUDGET);

    expect(ids(trip.poison)).toEqual([bad]);
    expect(idsOf(trip.accepted).sort()).toEqual(idsOf(records.filter((_, i) => i !== c.place)).sort());
    expect([trip.undelivered, trip.unattempted]).toEqual([[], []]);
    expect(breakerOf(world)).toBe('closed');
    expect(world.primary.calls.length - calls).toBeLessThanOrEqual(23);
  });
});

describe('a batch in which every record is poison', () => {
  const bad = throwing((id) => id.startsWith('m'));

  it('is quarantined where a record accepted before shows that the target works', async () => {
    const { world, courier } = createTrial(bad);
    await courier.deliver(messages(1, {}, 'before'), BUDGET);
    const trip = await courier.deliver(messages(20), BUDGET);
    expect(ids(trip.poison).sort()).toEqual(idsOf(messages(20)).sort());
    expect(breakerOf(world)).toBe('closed');
  });

  it('is in doubt where nothing was ever accepted: it may as well be an outage', async () => {
    const { courier } = createTrial(bad);
    const trip = await courier.deliver(messages(20), BUDGET);
    expect([trip.poison, trip.accepted, ids(trip.undelivered)]).toEqual([[], [], idsOf(messages(20))]);
  });

  it('is quarantined at once where the target itself calls each record wrong', async () => {
    const { world, courier } = createTrial((records) => ({
      kind: 'refused',
      items: records.map((_, index) => ({ index, cause: 'content', code: 'InvalidMessageContents', message: '' })),
      untouched: [],
    }));
    const trip = await courier.deliver(messages(20), BUDGET);
    expect(ids(trip.poison)).toEqual(idsOf(messages(20)));
    expect([world.primary.calls.length, world.state.writes]).toEqual([1, 0]);
  });
});

describe('poison in any number and place', () => {
  const arrangement = fc.record({
    count: fc.integer({ min: 2, max: 60 }),
    bad: fc.uniqueArray(fc.nat(59), { maxLength: 12 }),
    source: fc.constantFrom(...Object.keys(SOURCES)),
    consumer: fc.constantFrom(...(Object.keys(CONSUMERS) as (keyof typeof CONSUMERS)[])),
    chunk: fc.integer({ min: 1, max: 60 }),
  });

  it('is told from the good records, each of which is delivered, by a target known to work', async () => {
    await fc.assert(
      fc.asyncProperty(arrangement, async ({ count, bad, source, consumer }) => {
        const records = SOURCES[source](count);
        const poison = new Set(bad.filter((i) => i < count).map((i) => recordId(records[i])));
        const { world, courier } = createTrial(CONSUMERS[consumer]((id) => poison.has(id)));
        await courier.deliver([message('before')], BUDGET);
        const trip = await courier.deliver(records, BUDGET);
        expect(new Set(ids(trip.poison))).toEqual(poison);
        expect(trip.accepted).toHaveLength(count - poison.size);
        expect(new Set(idsOf(trip.accepted)).size).toBe(trip.accepted.length);
        expect(breakerOf(world)).toBe('closed');
      }),
      runs(300),
    );
  });

  it('never has the target take a record before an earlier one of its key', async () => {
    await fc.assert(
      fc.asyncProperty(arrangement, async ({ count, bad, consumer }) => {
        const records = Array.from({ length: count }, (_, i) => streamRecord(i, { key: `k${i % 3}` }));
        const poison = new Set(bad.filter((i) => i < count).map((i) => recordId(records[i])));
        const { courier, world } = createTrial(CONSUMERS[consumer]((id) => poison.has(id)));
        await courier.deliver(records, BUDGET);
        const taken = [...world.primary.taken].map((id) => records.findIndex((r) => recordId(r) === id));
        for (let key = 0; key < 3; key++) {
          const ofKey = taken.filter((i) => i % 3 === key);
          expect(ofKey).toEqual([...ofKey].sort((a, b) => a - b));
        }
      }),
      runs(300),
    );
  });
});

describe('a refused record', () => {
  it('is tried again after a pause: the trouble may be over by then', async () => {
    const { world, courier } = createTrial(naming((id) => id === 'm2'));
    await courier.deliver(messages(3), BUDGET);
    const [first, again] = world.primary.calls.map(({ at }) => at);
    expect(again - first).toBeGreaterThanOrEqual(100);
  });
});

describe('the control record', () => {
  it('is the record accepted last, redelivered where nothing succeeded between two refusals, and booked once', async () => {
    const { world, courier } = createTrial(naming((id) => id === 'm2'));
    const trip = await courier.deliver(messages(3), BUDGET);
    expect([idsOf(trip.accepted), ids(trip.poison)]).toEqual([['m0', 'm1'], ['m2']]);
    expect(world.primary.calls.map((call) => call.ids)).toEqual([['m0', 'm1', 'm2'], ['m2'], ['m1'], ['m2']]);
  });

  it('is asked for even where the target says that the record is wrong', async () => {
    const { world, courier } = createTrial((records) =>
      idsOf(records).includes('bad') ? failure('content', 'HTTP_422') : ACCEPTED,
    );
    await courier.deliver(messages(2), BUDGET);
    const trip = await courier.deliver([message('bad')], BUDGET);
    expect(ids(trip.poison)).toEqual(['bad']);
    expect(world.primary.calls.at(-2)!.ids).toEqual(['m1']);
  });

  it('shows that a target which calls everything wrong is set up wrong: nothing is quarantined', async () => {
    for (const count of [1, 100]) {
      const { courier } = createTrial((_, call) => (call === 0 ? ACCEPTED : failure('content', 'HTTP_400')));
      await courier.deliver(messages(2, {}, 'before'), BUDGET);
      const trip = await courier.deliver(messages(count), BUDGET);
      expect([trip.poison, trip.undelivered.length]).toEqual([[], count]);
    }
  });

  it('that is refused itself leaves the record in doubt', async () => {
    const { courier } = createTrial((records, call) => (call === 0 ? ACCEPTED : throwing(() => true)(records, call)));
    await courier.deliver([message('before')], BUDGET);
    const trip = await courier.deliver(messages(3), BUDGET);
    expect([trip.poison, ids(trip.undelivered)]).toEqual([[], ['m0', 'm1', 'm2']]);
  });
});

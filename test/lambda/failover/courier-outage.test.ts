import * as fc from 'fast-check';
import type { Courier } from '../../../lambda/failover/courier';
import { createRoute } from '../../../lambda/failover/route';
import type { Delivery, FailureCause } from '../../../lambda/failover/host';
import { NativeRecord, recordId } from '../../../lambda/failover/records';
import { ACCEPTED, Behaviour, createWorld, DOWN, failure, settingsOf, throwing, World } from '../fake-host';
import { idsOf, message, messages } from '../records';
import { runs } from '../runs';

const BUDGET = (): number => 5_000;

interface Trial {
  readonly world: World;
  readonly courier: Courier;
}

function createTrial(behaviour: Behaviour, failuresToOpen = 3): Trial {
  const world = createWorld();
  world.primary.behaviour = behaviour;
  const settings = settingsOf({ breaker: { ...settingsOf().breaker, failuresToOpen } });
  return { world, courier: createRoute(world.host(), settings).primary };
}

const CAUSES: readonly FailureCause[] = ['outage', 'overload', 'unclear'];

describe('a target that is down', () => {
  test.each(['outage', 'overload'] as const)('(%s) takes few calls, of one record after the first', async (cause) => {
    const { world, courier } = createTrial(() => failure(cause, 'HTTP_503'));
    const trip = await courier.deliver(messages(100), BUDGET);
    expect(world.primary.calls.map(({ ids }) => ids.length)).toEqual([100, 1, 1]);
    expect(trip).toMatchObject({ accepted: [], poison: [], unattempted: [] });
    expect(idsOf(trip.undelivered.map(({ record }) => record))).toEqual(idsOf(messages(100)));
    expect(trip.undelivered[0]).toMatchObject({ code: 'HTTP_503', message: 'it said HTTP_503' });
    expect(trip.undelivered[0].refusals).toBeUndefined();
  });

  it('is called four times for one batch at most, however late its breaker opens', async () => {
    const { world, courier } = createTrial(DOWN, 5);
    await courier.deliver(messages(100), BUDGET);
    expect(world.primary.calls).toHaveLength(4);
  });

  it('is left at least 100 ms between two calls', async () => {
    const { world, courier } = createTrial(DOWN);
    await courier.deliver(messages(10), BUDGET);
    const [first, second, third] = world.primary.calls.map(({ at }) => at);
    expect(second - first).toBeGreaterThanOrEqual(100);
    expect(third - second).toBeGreaterThanOrEqual(200);
  });

  it('costs no more calls once its breaker is open', async () => {
    const { world, courier } = createTrial(DOWN);
    await courier.deliver(messages(10), BUDGET);
    const trip = await courier.deliver(messages(10, {}, 'n'), BUDGET);
    expect(world.primary.calls).toHaveLength(3);
    expect(trip.undelivered).toHaveLength(10);
    expect(trip.undelivered[0].code).toBe('BREAKER_OPEN');
  });

  it('that recovers within the batch gets the rest of it', async () => {
    const { courier, world } = createTrial((_, call) => (call < 2 ? failure('outage') : ACCEPTED));
    const trip = await courier.deliver(messages(50), BUDGET);
    expect(trip.accepted).toHaveLength(50);
    expect(world.primary.taken.size).toBe(50);
  });

  it('whose adapter throws is down too', async () => {
    const { courier } = createTrial(() => {
      throw new TypeError('a defect');
    });
    const trip = await courier.deliver(messages(2), BUDGET);
    expect(trip.undelivered[0]).toMatchObject({ code: 'TypeError', message: 'a defect' });
  });

  it('whose adapter throws no error is down too', async () => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as a careless library does
    const { courier } = createTrial(() => Promise.reject('text'));
    const trip = await courier.deliver(messages(2), BUDGET);
    expect(trip.undelivered[0]).toMatchObject({ code: 'Error', message: 'text' });
  });
});

/** Throws for bad records, and is down for some calls between. */
interface Situation {
  readonly count: number;
  readonly bad: readonly number[];
  readonly from: number;
  readonly calls: number;
  readonly cause: FailureCause;
  readonly warm: boolean;
}

const situation = (calls: fc.Arbitrary<number>, causes: readonly FailureCause[]): fc.Arbitrary<Situation> =>
  fc.record({
    count: fc.integer({ min: 2, max: 60 }),
    bad: fc.uniqueArray(fc.nat(59), { minLength: 1, maxLength: 4 }),
    from: fc.nat(30),
    calls,
    cause: fc.constantFrom(...causes),
    warm: fc.boolean(),
  });

async function meet({ count, bad, from, calls, cause, warm }: Situation): Promise<void> {
  const isBad = (id: string): boolean => bad.includes(Number(id.slice(1)));
  const { world, courier } = createTrial((records, call): Delivery | Promise<Delivery> => {
    const number = call - Number(warm);
    return number >= from && number < from + calls ? failure(cause) : throwing(isBad)(records, call);
  });
  if (warm) await courier.deliver([message('w')], BUDGET);
  const { accepted, poison, undelivered, unattempted } = await courier.deliver(messages(count), BUDGET);
  expect(idsOf(recordsOf(poison)).filter((id) => !isBad(id))).toEqual([]);
  const everywhere = [...accepted, ...recordsOf(poison), ...recordsOf(undelivered), ...unattempted];
  expect(idsOf(everywhere).sort()).toEqual(idsOf(messages(count)).sort());
  expect(new Set(idsOf(accepted))).toEqual(new Set([...world.primary.taken].filter((id) => id !== 'w')));
}

describe('a target that goes down in the middle of telling poison from good records', () => {
  it('and stays down has no good record quarantined, and keeps what it took', async () => {
    await fc.assert(fc.asyncProperty(situation(fc.constant(1_000), CAUSES), meet), runs(1_000));
  });

  it('for a while, also without answers that say so, has no good record quarantined', async () => {
    await fc.assert(fc.asyncProperty(situation(fc.nat(12), CAUSES), meet), runs(5_000));
  });

  it('for the two calls that refuse a good record has the record in doubt, though the next call succeeds', async () => {
    await meet({ count: 3, bad: [0], from: 6, calls: 4, cause: 'unclear', warm: true });
    await meet({ count: 7, bad: [5], from: 6, calls: 5, cause: 'unclear', warm: false });
  });
});

describe('a target that throws for all, while refused records are tried again', () => {
  it('is asked for its health after three of them, and the others are not tried', async () => {
    const bad = Array.from({ length: 10 }, (_, i) => `m${i}`);
    const { world, courier } = createTrial((records, call) =>
      call === 0 ? refusing(records, bad) : failure('unclear', 'TypeError'),
    );
    const trip = await courier.deliver(messages(20), BUDGET);
    expect([trip.poison, trip.undelivered.length, trip.accepted.length]).toEqual([[], 10, 10]);
    const calls = world.primary.calls.map(({ ids }) => (ids.length > 1 ? ids.length : ids[0]));
    expect(calls).toEqual([20, 10, 'm0', 'm1', 'm2', 'm19']);
  });
});

describe('a target that is unsteady', () => {
  it('has a record delivered that it named once and then takes', async () => {
    const { courier } = createTrial((records, call) => (call === 0 ? refusing(records, ['m1']) : ACCEPTED));
    const trip = await courier.deliver(messages(3), BUDGET);
    expect([idsOf(trip.accepted).sort(), trip.poison, trip.undelivered]).toEqual([['m0', 'm1', 'm2'], [], []]);
  });

  it('has no record quarantined that it goes on refusing, once it took another on a second try', async () => {
    const { courier } = createTrial((records, call) => refusing(records, call === 0 ? ['m1', 'm2'] : ['m2']));
    const trip = await courier.deliver(messages(4), BUDGET);
    expect([trip.poison, idsOf(recordsOf(trip.undelivered))]).toEqual([[], ['m2']]);
    expect(trip.undelivered[0].refusals).toBe(2);
  });

  it('that wants less is handed the rest after a pause, and keeps what it took', async () => {
    const { world, courier } = createTrial((records) => ({
      kind: 'refused',
      items: [],
      untouched: records.map((_, i) => i).slice(10),
    }));
    const trip = await courier.deliver(messages(25), BUDGET);
    expect(idsOf(trip.accepted)).toEqual(idsOf(messages(25)));
    expect(world.primary.calls.map(({ ids }) => ids.length)).toEqual([25, 15, 5]);
    const [first, second, third] = world.primary.calls.map(({ at }) => at);
    expect(Math.min(second - first, third - second)).toBeGreaterThanOrEqual(100);
  });

  it('that takes nothing at all, while it answers, is overloaded', async () => {
    const { courier } = createTrial((records) => ({ kind: 'refused', items: [], untouched: records.map((_, i) => i) }));
    const trip = await courier.deliver(messages(3), BUDGET);
    expect(trip.undelivered.map(({ code }) => code)).toEqual(['NOTHING_TAKEN', 'NOTHING_TAKEN', 'NOTHING_TAKEN']);
  });
});

function refusing(records: readonly NativeRecord[], names: readonly string[]): Delivery {
  const failed = records.flatMap((record, index) => (names.includes(recordId(record)) ? [index] : []));
  if (failed.length === records.length) return failure('unclear', 'ALL_REFUSED');
  const items = failed.map((index) => ({ index, cause: 'unclear' as const, code: 'ITEM_FAILURE', message: '' }));
  return { kind: 'refused', items, untouched: [] };
}

function recordsOf(items: readonly { readonly record: NativeRecord }[]): NativeRecord[] {
  return items.map(({ record }) => record);
}

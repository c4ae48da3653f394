import { dispatch, Routed } from '../../../lambda/failover/dispatch';
import type { NativeRecord } from '../../../lambda/failover/records';
import { createRoute, Route } from '../../../lambda/failover/route';
import { ACCEPTED, createWorld, DOWN, failure, settingsOf, throwing, World } from '../fake-host';
import { idsOf, message, messages, streamRecords } from '../records';

interface Trial {
  readonly world: World;
  readonly route: Route;
  /** Most calls that were under way at the same time. */
  mostAtOnce(): number;
}

/** A route whose primary has proved to take so many calls at a time. */
async function createTrial(concurrency: number, options: { fallback?: boolean; chunk?: number } = {}): Promise<Trial> {
  const { chunk = 10 } = options;
  const world = createWorld(options);
  world.primary.maxRecords = chunk;
  const route = createRoute(world.host(), settingsOf());
  for (let i = 1; i < concurrency; i++) await route.primary.deliver(messages(chunk, {}, `w${i}-`), () => 5_000);
  world.primary.calls.length = 0;
  let [now, most] = [0, 0];
  const { primary } = world;
  const deliver = primary.deliver.bind(primary);
  jest.spyOn(primary, 'deliver').mockImplementation(async (...call) => {
    most = Math.max(most, ++now);
    return deliver(...call).finally(() => now--);
  });
  return { world, route, mostAtOnce: () => most };
}

const TIME = (): number => 20_000;

async function send(records: readonly NativeRecord[], ordered: boolean, { route }: Trial): Promise<Routed[]> {
  const settled: Routed[] = [];
  await dispatch(records, { ...route, ordered }, TIME, async (routed) => settled.push(routed) > 0);
  return settled;
}

describe('a standard queue', () => {
  it('is worked in chunks, as many at a time as the target takes', async () => {
    const trial = await createTrial(4);
    const settled = await send(messages(200), false, trial);
    expect(settled.flatMap(({ delivered }) => delivered)).toHaveLength(200);
    expect(trial.world.primary.calls.every(({ ids }) => ids.length <= 10)).toBe(true);
    expect(trial.mostAtOnce()).toBe(4);
  });

  it('is worked one call at a time at first', async () => {
    const trial = await createTrial(1);
    await send(messages(50), false, trial);
    expect(trial.mostAtOnce()).toBe(1);
  });

  it('makes no more calls at a time than it has chunks', async () => {
    const trial = await createTrial(8);
    await send(messages(15), false, trial);
    expect([trial.world.primary.calls.length, trial.mostAtOnce()]).toEqual([2, 2]);
  });

  it('goes on with the other chunks where one went back', async () => {
    const trial = await createTrial(1);
    const settled: Routed[] = [];
    const stopped = await dispatch(messages(30), trial.route, TIME, async (routed) => settled.push(routed) > 1);
    expect([settled.length, stopped]).toEqual([3, []]);
  });
});

describe('an ordered source', () => {
  it('has several keys worked at a time, each in its order', async () => {
    const trial = await createTrial(4);
    const records = streamRecords(200, 12);
    await send(records, true, trial);
    expect(trial.mostAtOnce()).toBeGreaterThan(1);
    expect(trial.mostAtOnce()).toBeLessThanOrEqual(4);
    const taken = [...trial.world.primary.taken];
    for (let key = 0; key < 12; key++) {
      const ofKey = idsOf(records.filter((_, i) => i % 12 === key));
      expect(taken.filter((id) => ofKey.includes(id))).toEqual(ofKey);
    }
  });

  it('with one key only is worked one call at a time, however much the target takes', async () => {
    const trial = await createTrial(8);
    await send(streamRecords(100, 1), true, trial);
    expect([trial.mostAtOnce(), trial.world.primary.calls.length]).toEqual([1, 10]);
  });

  it('is one call where one takes it all, however many keys it has', async () => {
    const trial = await createTrial(4);
    await send(streamRecords(10, 5), true, trial);
    expect(trial.world.primary.calls).toHaveLength(1);
  });

  it('stops behind a record that went back, and gives back the rest', async () => {
    const trial = await createTrial(1);
    const records = streamRecords(50, 5);
    const settled: Routed[] = [];
    const settle = async (routed: Routed): Promise<boolean> => settled.push(routed) < 2;
    const stopped = await dispatch(records, { ...trial.route, ordered: true }, TIME, settle);
    expect(idsOf(stopped)).toEqual(idsOf(records.slice(20)));
    expect(trial.world.primary.calls).toHaveLength(2);
  });
});

describe('what the primary does not take', () => {
  it('goes to the fallback in the order of the source', async () => {
    const trial = await createTrial(1, { fallback: true, chunk: 100 });
    trial.world.primary.behaviour = DOWN;
    const records = streamRecords(20, 3);
    const [{ delivered, diverted, undelivered }] = await send(records, true, trial);
    expect([delivered, idsOf(diverted), undelivered]).toEqual([[], idsOf(records), []]);
    expect([...trial.world.fallback!.taken]).toEqual(idsOf(records));
  });

  it('goes to the fallback in order also where poison was looked for first', async () => {
    const trial = await createTrial(1, { fallback: true, chunk: 100 });
    // The target throws for m2 and, once it has shown that, goes down.
    trial.world.primary.behaviour = (records, call) =>
      call > 3 ? failure('outage') : throwing((id) => id === 'm2')(records, call);
    const [{ delivered, diverted }] = await send(messages(6), false, trial);
    const behind = idsOf(messages(6)).slice(delivered.length);
    expect(idsOf(diverted)).toEqual(behind);
  });

  it('and the fallback neither, is undelivered in order, for the reason that the fallback gave', async () => {
    const trial = await createTrial(1, { fallback: true });
    trial.world.primary.behaviour = DOWN;
    trial.world.fallback!.behaviour = () => failure('outage', 'QueueDoesNotExist');
    const [{ undelivered }] = await send(messages(5), false, trial);
    expect(idsOf(undelivered.map(({ record }) => record))).toEqual(idsOf(messages(5)));
    expect(new Set(undelivered.map(({ code }) => code))).toEqual(new Set(['QueueDoesNotExist']));
  });

  it('and only the fallback refuses, is no poison: the primary may take it once it is back', async () => {
    const trial = await createTrial(1, { fallback: true });
    trial.world.primary.behaviour = DOWN;
    trial.world.fallback!.behaviour = throwing((id) => id === 'm1');
    const [{ diverted, poison, undelivered }] = await send(messages(3), false, trial);
    expect([idsOf(diverted).sort(), poison]).toEqual([['m0', 'm2'], []]);
    expect(undelivered).toMatchObject([{ record: { messageId: 'm1' }, code: 'TypeError' }]);
    expect(undelivered[0].refusals).toBeUndefined();
  });

  it('is not tried at the fallback where the primary proved it poison', async () => {
    const trial = await createTrial(1, { fallback: true });
    trial.world.primary.behaviour = throwing((id) => id === 'm1');
    const [{ poison }] = await send(messages(3), false, trial);
    expect([poison.map(({ record }) => record), trial.world.fallback!.calls]).toEqual([[message('m1')], []]);
  });
});

describe('time', () => {
  it('is left to the fallback: a primary that hangs takes half of it', async () => {
    const trial = await createTrial(1, { fallback: true });
    trial.world.primary.callMillis = 60_000;
    trial.world.primary.behaviour = () => ACCEPTED;
    const end = trial.world.clock.now() + 10_000;
    const settled: Routed[] = [];
    await dispatch(
      messages(3),
      trial.route,
      () => end - trial.world.clock.now(),
      async (routed) => settled.push(routed) > 0,
    );
    expect(idsOf(settled[0].diverted)).toEqual(['m0', 'm1', 'm2']);
  });

  it('that is up before a record was tried leaves it unattempted', async () => {
    const trial = await createTrial(1, { fallback: true });
    const settled: Routed[] = [];
    await dispatch(
      messages(3),
      trial.route,
      () => 0,
      async (routed) => settled.push(routed) > 0,
    );
    expect(settled[0]).toMatchObject({ delivered: [], diverted: [], undelivered: [], poison: [] });
    expect(idsOf(settled[0].unattempted)).toEqual(['m0', 'm1', 'm2']);
  });
});

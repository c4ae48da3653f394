import * as fc from 'fast-check';
import type { BreakerState } from '../../../lib/control/breaker';
import type { Courier } from '../../../lambda/failover/courier';
import { createRoute } from '../../../lambda/failover/route';
import { ACCEPTED, createWorld, DOWN, failure, settingsOf, World } from '../fake-host';
import { idsOf, message, messages } from '../records';
import { runs } from '../runs';

const BUDGET = (): number => 5_000;
const KEY = 'breaker#orders#primary';

function courierOf(world: World): Courier {
  return createRoute(world.host(), settingsOf()).primary;
}

function hold(world: World, state: BreakerState): void {
  const version = (world.state.items.get(KEY)?.version ?? 0) + 1;
  world.state.items.set(KEY, { version, value: JSON.stringify(state) });
}

function held(world: World): BreakerState {
  return JSON.parse(world.state.items.get(KEY)!.value) as BreakerState;
}

function suspect(world: World, until: number, failures = 1): BreakerState {
  return { kind: 'suspect', since: 0, failures, permit: { holder: 'another', until: world.clock.now() + until } };
}

describe('a target under suspicion, whose permit another environment holds,', () => {
  test.each([
    ['with a fallback behind it', true, 600],
    ['with the lake behind it', false, 2_000],
  ])('%s (%s) is waited for no longer than %i ms', async (_, fallback, patience) => {
    const world = createWorld({ fallback });
    const courier = courierOf(world);
    hold(world, suspect(world, 60_000));
    const start = world.clock.now();
    const trip = await courier.deliver(messages(3), BUDGET);
    expect([world.primary.calls, trip.undelivered[0].code]).toEqual([[], 'BREAKER_OPEN']);
    expect(world.clock.now() - start).toBeGreaterThanOrEqual(patience);
    expect(world.clock.now() - start).toBeLessThan(patience + 100);
  });

  it('gets the batch as soon as it is cleared', async () => {
    const world = createWorld({ fallback: true });
    const courier = courierOf(world);
    hold(world, suspect(world, 60_000));
    const delivering = courier.deliver(messages(3), BUDGET);
    await world.clock.sleep(200);
    hold(world, { kind: 'closed' });
    expect((await delivering).accepted).toHaveLength(3);
  });

  it('is not waited for past the time left', async () => {
    const world = createWorld();
    const courier = courierOf(world);
    hold(world, suspect(world, 60_000));
    const end = world.clock.now() + 300;
    const trip = await courier.deliver(messages(3), () => (world.clock.now() < end ? 1_000 : 0));
    expect(trip.undelivered).toHaveLength(3);
    expect(world.clock.now()).toBeLessThan(end + 100);
  });
});

describe('the holder of the permit', () => {
  it('tries one record first and, taken, brings the others', async () => {
    const world = createWorld();
    hold(world, suspect(world, 0));
    const trip = await courierOf(world).deliver(messages(5), BUDGET);
    expect(world.primary.calls.map(({ ids }) => ids)).toEqual([['m0'], ['m1', 'm2', 'm3', 'm4']]);
    expect([idsOf(trip.accepted), held(world).kind]).toEqual([idsOf(messages(5)), 'closed']);
  });

  it('hands it back where the time is up before the call', async () => {
    const world = createWorld();
    hold(world, suspect(world, 0));
    let looks = 0;
    const trip = await courierOf(world).deliver(messages(2), () => (looks++ === 0 ? 1_000 : 0));
    expect([world.primary.calls, trip.undelivered.map(({ code }) => code)]).toEqual([[], ['DEADLINE', 'DEADLINE']]);
    expect(held(world)).toMatchObject({ kind: 'suspect', failures: 1, permit: null });
  });

  it('hands it back where the time is up between the record that failed and the one that should tell why', async () => {
    const world = createWorld();
    hold(world, suspect(world, 0));
    world.primary.behaviour = () => failure('unclear');
    const end = world.clock.now() + 60;
    const trip = await courierOf(world).deliver(messages(2), () => (world.clock.now() < end ? 1_000 : 0));
    expect([world.primary.calls.map(({ ids }) => ids), trip.undelivered.length]).toEqual([[['m0']], 2]);
    expect(held(world)).toMatchObject({ kind: 'suspect', failures: 1, permit: null });
  });

  it('clears a target that answers, if only to refuse the record', async () => {
    const world = createWorld();
    hold(world, suspect(world, 0));
    world.primary.behaviour = () => failure('content', 'HTTP_422');
    await courierOf(world).deliver([message('bad')], BUDGET);
    expect(held(world).kind).toBe('closed');
  });
});

describe('a lone record that a call fails on', () => {
  it('makes the target suspect for every environment, until the control clears it', async () => {
    const world = createWorld();
    const courier = courierOf(world);
    await courier.deliver([message('before')], BUDGET);
    const seen: unknown[] = [];
    world.primary.behaviour = (records) => {
      if (world.primary.calls.length > 1) seen.push(world.state.items.get(KEY)?.value);
      return idsOf(records).includes('bad') ? failure('unclear') : ACCEPTED;
    };
    await courier.deliver([message('bad')], BUDGET);
    expect([seen[0], held(world).kind]).toEqual([expect.stringContaining('suspect'), 'closed']);
  });
});

describe('an open target', () => {
  it('is probed by one call at a time over all environments, until one succeeds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 2, max: 6 }), async (seed, environments) => {
        const world = createWorld({ seed });
        const start = world.clock.now();
        hold(world, { kind: 'open', since: start, probeAt: start + 500, failedProbes: 0 });
        let [inFlight, together, isUp] = [0, 0, false];
        world.primary.behaviour = async () => {
          together = Math.max(together, isUp ? 0 : ++inFlight);
          await world.clock.sleep(50);
          inFlight--;
          return isUp ? ACCEPTED : failure('outage');
        };
        await Promise.all(
          Array.from({ length: environments }, async (_, e) => {
            const courier = courierOf(world);
            // The pause may have doubled twice by then: 10 s, 20 s, 40 s and a quarter.
            for (let i = 0; world.clock.now() < start + 90_000; i++) {
              await courier.deliver(messages(2, {}, `e${e}b${i}-`), BUDGET);
              await world.clock.sleep(world.clock.random() * 1_500);
              isUp ||= world.clock.now() > start + 15_000;
            }
          }),
        );
        expect([together, held(world).kind]).toEqual([1, 'closed']);
      }),
      runs(20),
    );
  });
});

describe('the time left for calls', () => {
  it('that is none leaves the batch untouched', async () => {
    const world = createWorld();
    const trip = await courierOf(world).deliver(messages(3), () => 0);
    expect([idsOf(trip.unattempted), trip.undelivered, world.primary.calls]).toEqual([idsOf(messages(3)), [], []]);
  });

  it('that ends after a failed call leaves the batch undelivered, with the reason', async () => {
    const world = createWorld();
    world.primary.behaviour = DOWN;
    const end = world.clock.now() + 50;
    const trip = await courierOf(world).deliver(messages(3), () => (world.clock.now() < end ? 1_000 : 0));
    expect([world.primary.calls.length, trip.unattempted]).toEqual([1, []]);
    expect(trip.undelivered.map(({ code }) => code)).toEqual(['HTTP_503', 'HTTP_503', 'HTTP_503']);
  });

  it('that ends while poison is told from good records leaves what is in doubt undelivered', async () => {
    for (let millis = 50; millis < 1_500; millis += 50) {
      const world = createWorld();
      const end = world.clock.now() + millis;
      world.primary.behaviour = (records) => (idsOf(records).includes('m3') ? failure('unclear') : ACCEPTED);
      const trip = await courierOf(world).deliver(messages(9), () => Math.max(0, end - world.clock.now()));
      const lists = [trip.accepted, trip.undelivered, trip.poison, trip.unattempted].map(({ length }) => length);
      expect(lists.reduce((sum, length) => sum + length)).toBe(9);
      expect(trip.poison.map(({ record }) => idsOf([record])[0]).filter((id) => id !== 'm3')).toEqual([]);
    }
  });

  it('is what a call may take: a slower one is overload', async () => {
    const world = createWorld();
    world.primary.callMillis = 400;
    const trip = await courierOf(world).deliver(messages(4), () => 300);
    expect(trip.undelivered[0].code).toBe('TimeoutError');
  });
});

describe('the limits of a courier', () => {
  it('shrink with overload and grow back with success', async () => {
    const world = createWorld();
    world.primary.maxRecords = 100;
    const courier = courierOf(world);
    world.primary.behaviour = (_, call) => (call === 0 ? failure('overload') : ACCEPTED);
    await courier.deliver(messages(100), BUDGET);
    const after = courier.limit;
    for (let i = 0; i < 20; i++) await courier.deliver(messages(100), BUDGET);
    expect(after.chunk).toBeLessThan(100);
    expect(courier.limit).toEqual({ chunk: 100, concurrency: 8 });
  });

  it('stay as they are in an outage, which says nothing of how much the target takes', async () => {
    for (const cause of ['outage', 'unclear', 'content'] as const) {
      const world = createWorld();
      const courier = courierOf(world);
      const before = courier.limit;
      world.primary.behaviour = () => failure(cause);
      await courier.deliver(messages(20), BUDGET);
      expect(courier.limit).toEqual(before);
    }
  });

  it('count the calls that failed as a whole', async () => {
    const world = createWorld();
    const courier = courierOf(world);
    world.primary.behaviour = DOWN;
    await courier.deliver(messages(2), BUDGET);
    expect(courier.failedCalls).toBe(world.primary.calls.length);
  });
});

import type { BreakerState } from '../../../lib/control/breaker';
import type { Courier } from '../../../lambda/failover/courier';
import type { FailureCause } from '../../../lambda/failover/host';
import { createRoute } from '../../../lambda/failover/route';
import { ACCEPTED, Behaviour, createWorld, failure, seeded, settingsOf, throwing, World } from '../fake-host';
import { messages } from '../records';

const BUDGET = (): number => 20_000;

interface Trial {
  readonly world: World;
  readonly courier: Courier;
  /** Times that the breaker of the primary opened. */
  opened(): number;
  /** Deliver batches of ten until so many calls were made, or the breaker opens; returns the calls made. */
  calls(atMost: number, untilOpen?: boolean): Promise<number>;
}

function createTrial(breaker: Partial<ReturnType<typeof settingsOf>['breaker']> = {}, fallback = true): Trial {
  const world = createWorld({ fallback });
  const settings = settingsOf({ breaker: { ...settingsOf().breaker, ...breaker } });
  const courier = createRoute(world.host(), settings).primary;
  let [opened, kind, batch] = [0, 'closed', 0];
  const write = world.state.write.bind(world.state);
  world.state.write = async (key, value, ...rest) => {
    const before = kind;
    kind = (JSON.parse(value) as BreakerState).kind;
    if (kind === 'open' && before !== 'probing' && before !== 'open') opened++;
    return write(key, value, ...rest);
  };
  return {
    world,
    courier,
    opened: () => opened,
    async calls(atMost, untilOpen = false) {
      const [start, openedBefore] = [world.primary.calls.length, opened];
      const made = (): number => world.primary.calls.length - start;
      while (made() < atMost && !(untilOpen && opened > openedBefore)) {
        await courier.deliver(messages(10, {}, `b${batch++}-`), BUDGET);
        await world.clock.sleep(50);
      }
      return made();
    },
  };
}

function failing(share: number, cause: FailureCause): Behaviour {
  const random = seeded(11);
  return () => (random() < share ? failure(cause) : ACCEPTED);
}

describe('a target that fails a part of its calls', () => {
  test.each<[FailureCause, number]>([
    ['outage', 0.5],
    ['outage', 0.3],
    ['outage', 0.2],
    ['overload', 0.3],
    ['unclear', 0.3],
    ['unclear', 0.2],
  ])('(%s, %d) is down after some dozen calls', async (cause, share) => {
    const { world, calls } = createTrial();
    await calls(500);
    world.primary.behaviour = failing(share, cause);
    expect(await calls(300, true)).toBeLessThan(120);
  });

  it('now and then, as ever, is not, however long that lasts', async () => {
    const { world, calls, opened } = createTrial();
    world.primary.behaviour = failing(0.02, 'outage');
    await calls(5_000);
    expect(opened()).toBe(0);
  });

  it('now and then is down when it fails all: no more than five calls later', async () => {
    const { world, calls } = createTrial();
    world.primary.behaviour = failing(0.03, 'outage');
    await calls(5_000);
    const before = world.primary.failedCalls;
    world.primary.behaviour = failing(1, 'outage');
    await calls(20, true);
    expect(world.primary.failedCalls - before).toBeLessThanOrEqual(5);
  });

  it('and was down for long is found as soon as before, when it is down again', async () => {
    const { world, courier, calls } = createTrial();
    await calls(500);
    const { rate } = courier.health;
    world.primary.behaviour = failing(1, 'outage');
    await calls(60);
    expect(courier.health.rate).toBeLessThan(rate + 5 / 500);
    world.primary.behaviour = () => ACCEPTED;
    await calls(100);
    world.primary.behaviour = failing(1, 'outage');
    expect(await calls(20, true)).toBeLessThanOrEqual(4);
  });
});

test('poison in every batch says nothing of the target, however much of it there is', async () => {
  const { world, courier, calls, opened } = createTrial();
  world.primary.behaviour = throwing((id) => id.endsWith('-3') || id.endsWith('-7'));
  await calls(2_000);
  expect([opened(), courier.health.last]).toEqual([0, []]);
});

describe('a target that takes three times as long as usual', () => {
  const slowed = async (trial: Trial, millis: number, factor = 3): Promise<number> => {
    trial.world.primary.callMillis = millis;
    await trial.calls(200);
    trial.world.primary.callMillis = factor * millis;
    return trial.calls(50, true);
  };

  it('and longer than a slow call may is down after a few calls, each of which it took', async () => {
    const trial = createTrial();
    expect(await slowed(trial, 2_000)).toBeLessThan(10);
    expect([trial.opened(), trial.world.primary.failedCalls]).toEqual([1, 0]);
  });

  it('is the better one where there is no fallback', async () => {
    const trial = createTrial({}, false);
    await slowed(trial, 2_000);
    expect(trial.opened()).toBe(0);
  });

  it('is fast enough while a call takes less', async () => {
    const trial = createTrial();
    await slowed(trial, 1_500);
    expect(trial.opened()).toBe(0);
  });

  it('is down from where the settings say', async () => {
    const trial = createTrial({ slowCallMillis: 1_000 });
    expect(await slowed(trial, 500)).toBeLessThan(10);
    expect(trial.opened()).toBe(1);
  });

  it('was always slow where it took long from the first', async () => {
    const trial = createTrial();
    await slowed(trial, 12_000, 1);
    expect(trial.opened()).toBe(0);
  });

  it('is probed, and up again when it is fast', async () => {
    const trial = createTrial();
    await slowed(trial, 2_000);
    trial.world.primary.callMillis = 2_000;
    await trial.world.clock.sleep(15_000);
    await trial.calls(20);
    expect([trial.opened(), trial.courier.breaker.isOpen]).toEqual([1, false]);
  });
});

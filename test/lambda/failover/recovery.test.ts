import * as fc from 'fast-check';
import type { HandlerSettings } from '../../../lib/contract/settings';
import { createFailover, FlowResponse } from '../../../lambda/failover/failover';
import { ACCEPTED, createWorld, deadline, DOWN, settingsOf, throwing, World } from '../fake-host';
import { message, messages, START } from '../records';
import { runs } from '../runs';

interface Trial extends World {
  /** One more execution environment. */
  environment(): (records: readonly unknown[]) => Promise<FlowResponse>;
}

function createTrial(overrides: Partial<HandlerSettings> = {}, fallback = false): Trial {
  const world = createWorld({ fallback });
  return {
    ...world,
    environment: () => {
      const failover = createFailover(world.host(), settingsOf(overrides));
      return (records) => failover({ Records: records }, deadline(world.clock));
    },
  };
}

const SPILLED = { prefix: 'spilled/orders/', from: 0, rate: 0, reason: 'healed' };

describe('a target that heals', () => {
  it('has what it missed replayed: one replay, named by the outage', async () => {
    const { environment, primary, clock, replays, emitted } = createTrial({}, true);
    const all = [environment(), environment(), environment()];
    primary.behaviour = DOWN;
    await Promise.all(all.map((send, i) => send(messages(3, {}, `e${i}`))));
    primary.behaviour = () => ACCEPTED;
    await clock.sleep(15_000);
    for (const send of [...all, ...all]) await send(messages(2));
    expect(replays).toMatchObject([{ name: `healed-${START + 10}`, input: SPILLED }]);
    expect(emitted.at(-1)).toMatchObject({ BreakerOpen: 0, Delivered: 2 });
  });

  it('has it replayed also where it is the fallback', async () => {
    const { environment, primary, fallback, clock, replays } = createTrial({}, true);
    const send = environment();
    primary.behaviour = fallback!.behaviour = DOWN;
    await send(messages(3));
    fallback!.behaviour = () => ACCEPTED;
    await clock.sleep(15_000);
    await send(messages(3));
    expect(replays).toMatchObject([{ input: SPILLED }]);
  });

  it('has the replay started before the batch is acknowledged: an environment is frozen after that', async () => {
    const { host, primary, clock } = createTrial();
    let started = false;
    const startReplay = (): Promise<void> => clock.sleep(500).then(() => void (started = true));
    const failover = createFailover({ ...host(), startReplay }, settingsOf());
    primary.behaviour = DOWN;
    await failover({ Records: messages(3) }, deadline(clock));
    primary.behaviour = () => ACCEPTED;
    await clock.sleep(15_000);
    await failover({ Records: messages(3) }, deadline(clock));
    expect(started).toBe(true);
  });

  it('gets live records even where the replay cannot be started', async () => {
    const { host, primary, clock, logged } = createTrial();
    const startReplay = jest.fn().mockRejectedValue(new Error('StateMachineDoesNotExist'));
    const failover = createFailover({ ...host(), startReplay }, settingsOf());
    primary.behaviour = DOWN;
    await failover({ Records: messages(3) }, deadline(clock));
    primary.behaviour = () => ACCEPTED;
    await clock.sleep(15_000);
    expect(await failover({ Records: messages(3) }, deadline(clock))).toEqual({ batchItemFailures: [] });
    expect(startReplay).toHaveBeenCalledTimes(1);
    expect(logged).toMatchObject([{ details: { error: 'StateMachineDoesNotExist' } }]);
  });

  it('gets live records where no replay is deployed', async () => {
    const { host, primary, clock } = createTrial();
    const failover = createFailover({ ...host(), startReplay: undefined }, settingsOf());
    primary.behaviour = DOWN;
    await failover({ Records: messages(3) }, deadline(clock));
    primary.behaviour = () => ACCEPTED;
    await clock.sleep(15_000);
    expect(await failover({ Records: messages(3) }, deadline(clock))).toEqual({ batchItemFailures: [] });
  });

  it.each([1, 3, 6])('is found by the probe after %i failed ones, with all kept until then', async (probes) => {
    const { environment, primary, clock, lake, replays } = createTrial();
    const send = environment();
    primary.behaviour = DOWN;
    let [sent, cause] = [0, 0];
    while (cause < probes + 3) {
      await send(messages(1, {}, `b${sent++}-`));
      cause = primary.calls.length;
      await clock.sleep(5_000);
    }
    primary.behaviour = () => ACCEPTED;
    while (replays.length === 0) {
      await send(messages(1, {}, `b${sent++}-`));
      await clock.sleep(5_000);
    }
    expect(primary.taken.size + lake.ids('spilled/').length).toBe(sent);
    expect(primary.taken.size).toBe(1);
  });
});

describe('a state table that is away', () => {
  it('leaves delivery as it is, and shows in the metrics', async () => {
    const { environment, state, emitted } = createTrial();
    state.isDown = () => true;
    const send = environment();
    await send(messages(5));
    expect(emitted[0]).toMatchObject({ Delivered: 5, StateErrors: 1 });
    await send(messages(5));
    expect(emitted[1]).toMatchObject({ Delivered: 5, StateErrors: 0 });
  });

  it('still has an outage diverted and probed', async () => {
    const { environment, state, primary, emitted, clock } = createTrial({}, true);
    state.isDown = () => true;
    const send = environment();
    primary.behaviour = DOWN;
    await send(messages(5));
    expect(emitted[0]).toMatchObject({ Diverted: 5, BreakerOpen: 1 });
    primary.behaviour = () => ACCEPTED;
    await clock.sleep(15_000);
    await send(messages(5));
    expect(emitted[1]).toMatchObject({ Delivered: 5, BreakerOpen: 0 });
  });
});

describe('an environment that dies at work', () => {
  /** Nothing that it began after this many operations on the world comes to an end. */
  function dying(world: World, operations: number): World {
    let left = operations;
    const cut = <T extends object>(object: T, ...methods: (keyof T)[]): T =>
      new Proxy(object, {
        get(target, name): unknown {
          const value = Reflect.get(target, name, target) as unknown;
          if (!methods.includes(name as keyof T) || typeof value !== 'function') return value;
          return async (...args: unknown[]): Promise<unknown> => {
            if (left-- <= 0) return new Promise(() => undefined);
            const answer = (await value.apply(target, args)) as unknown;
            return left < 0 ? new Promise(() => undefined) : answer;
          };
        },
      });
    return {
      ...world,
      host: () => ({
        ...world.host(),
        primary: cut(world.primary, 'deliver'),
        fallback: world.fallback && cut(world.fallback, 'deliver'),
        lake: cut(world.lake, 'putOnce'),
        state: cut(world.state, 'read', 'write'),
      }),
    };
  }

  const situation = fc.record({
    operations: fc.array(fc.nat(12), { maxLength: 4 }),
    down: fc.constantFrom('nothing', 'primary', 'both'),
    poison: fc.option(fc.nat(9)),
    archive: fc.boolean(),
  });

  it('loses nothing and leaves no second copy, however often the batch comes again', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async ({ operations, down, poison, archive }) => {
        const world = createWorld({ fallback: true });
        world.primary.behaviour = down === 'nothing' ? throwing((id) => id === `m${poison}`) : DOWN;
        if (down === 'both') world.fallback!.behaviour = DOWN;
        const send = (from: World): Promise<FlowResponse> =>
          createFailover(from.host(), settingsOf({ archive }))({ Records: messages(10) }, deadline(world.clock));
        for (const count of operations) {
          void send(dying(world, count));
          await world.clock.sleep(60_000);
        }
        expect(await send(world)).toEqual({ batchItemFailures: [] });
        const ids = messages(10).map(({ messageId }) => messageId);
        const stored = [...world.lake.ids('spilled/'), ...world.lake.ids('quarantined/')];
        expect(new Set([...world.primary.taken, ...world.fallback!.taken, ...stored])).toEqual(new Set(ids));
        expect(stored).toHaveLength(new Set(stored).size);
        expect(world.lake.ids('archive/')).toEqual(archive ? ids : []);
      }),
      runs(300),
    );
  });
});

describe('what a record says', () => {
  it('stays in the lake: no log line and no metric repeats it', async () => {
    const { environment, primary, lake, logged, emitted } = createTrial({ archive: true }, true);
    primary.behaviour = throwing((id) => id === 'm1');
    const send = environment();
    const secret = 'card 4111-1111';
    await send([message('m0', { body: secret }), message('m1', { body: secret }), { odd: secret }]);
    lake.fault = () => {
      throw new Error('SlowDown');
    };
    await send([message('m1', { body: secret }), { odd: secret }]).catch(() => undefined);
    expect(lake.ids('quarantined/')).toHaveLength(2);
    expect(logged.length).toBeGreaterThan(0);
    expect(JSON.stringify([logged, emitted])).not.toContain(secret);
  });
});

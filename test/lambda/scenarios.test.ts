import { wholePrefix } from '../../lib/contract/replay';
import { ACCEPTED, Behaviour, createWorld, failure, throwing, World } from './fake-host';
import { createFlow, Flow, replayOnce, run } from './flow';
import { runs } from './runs';

const MINUTE = 60_000;

/** True for so many minutes, from so many after the start. */
function during(world: World, from: number, minutes: number): () => boolean {
  const start = world.clock.now();
  return () => {
    const passed = (world.clock.now() - start) / MINUTE;
    return passed >= from && passed < from + minutes;
  };
}

function unless(isDown: () => boolean, down: Behaviour, otherwise: Behaviour = () => ACCEPTED): Behaviour {
  return (records, call) => (isDown() ? down : otherwise)(records, call);
}

interface Outcome {
  /** Records in the targets, counted once. */
  readonly taken: number;
  readonly spilled: number;
  readonly quarantined: number;
}

/** Nothing is in flight, dead-lettered, in two places or out of balance. */
function check(flow: Flow): Outcome {
  const { world, queue } = flow;
  const taken = new Set([...world.primary.taken, ...(world.fallback?.taken ?? [])]);
  const [spilled, quarantined] = [new Set(world.lake.ids('spilled/')), new Set(world.lake.ids('quarantined/'))];
  expect([queue.size, queue.deadLetters]).toEqual([0, []]);
  for (const metrics of world.emitted as Record<string, number>[]) expect([0, undefined]).toContain(metrics.Leaked);
  expect(new Set([...taken, ...spilled, ...quarantined]).size).toBe(flow.sent);
  expect(taken.size + spilled.size + quarantined.size).toBe(flow.sent);
  expect(flow.sent).toBeGreaterThan(100);
  return { taken: taken.size, spilled: spilled.size, quarantined: quarantined.size };
}

const seeds = Array.from({ length: Math.max(1, runs(2).numRuns ?? 2) }, (_, i) => i);

describe.each(seeds)('with the random numbers of seed %i', (seed) => {
  const scenario = (fallback = false): Flow => createFlow(createWorld({ seed, fallback }));

  it.each(['outage', 'overload', 'unclear'] as const)(
    'a target that is down for half an hour (%s) gets everything once it is back',
    async (cause) => {
      const flow = scenario();
      flow.world.primary.behaviour = unless(during(flow.world, 2, 30), () => failure(cause));
      await run(flow, 50);
      expect(check(flow)).toEqual({ taken: flow.sent, spilled: 0, quarantined: 0 });
    },
  );

  it('a target that takes half a minute a call is no reason to lose or dead-letter anything', async () => {
    const flow = scenario(true);
    const isSlow = during(flow.world, 2, 10);
    const { deliver } = flow.world.primary;
    flow.world.primary.deliver = (...call) => {
      flow.world.primary.callMillis = isSlow() ? 30_000 : 10;
      return deliver.apply(flow.world.primary, call);
    };
    await run(flow, 20);
    expect(check(flow)).toEqual({ taken: flow.sent, spilled: 0, quarantined: 0 });
  });

  it('both targets down: what was spilled comes back by itself when one of them heals', async () => {
    const flow = scenario(true);
    flow.world.primary.behaviour = unless(during(flow.world, 2, 60), () => failure('outage'));
    flow.world.fallback!.behaviour = unless(during(flow.world, 3, 5), () => failure('outage'));
    await run(flow, 30);
    expect(flow.world.lake.writes.some((key) => key.startsWith('spilled/'))).toBe(true);
    expect(check(flow)).toEqual({ taken: flow.sent, spilled: 0, quarantined: 0 });
  });

  it('target and lake away for ten minutes: the source keeps everything', async () => {
    const flow = createFlow(createWorld({ seed }), { maxReceives: 1_000 });
    const isDown = during(flow.world, 2, 10);
    flow.world.primary.behaviour = unless(isDown, () => failure('outage'));
    flow.world.lake.fault = () => {
      if (isDown()) throw new Error('KMSDisabled');
    };
    await run(flow, 30);
    expect(check(flow)).toEqual({ taken: flow.sent, spilled: 0, quarantined: 0 });
  });

  it('a state table that is away, while the target goes down and up', async () => {
    const flow = scenario();
    flow.world.primary.behaviour = unless(during(flow.world, 3, 5), () => failure('outage'));
    flow.world.state.isDown = during(flow.world, 2, 10);
    await run(flow, 30);
    expect(check(flow)).toEqual({ taken: flow.sent, spilled: 0, quarantined: 0 });
  });

  it('everything is poison for ten minutes: all of it is delivered after a mended consumer and a replay', async () => {
    const flow = scenario();
    flow.world.primary.behaviour = unless(
      during(flow.world, 1, 10),
      throwing(() => true),
    );
    await run(flow, 30);
    check(flow);
    for (const zone of ['quarantined', 'spilled']) {
      await replayOnce(flow.world, wholePrefix(`${zone}/orders/`, 'operator'), flow.settings);
    }
    expect(check(flow)).toEqual({ taken: flow.sent, spilled: 0, quarantined: 0 });
  });

  it('one record in fifty is poison, and the target goes down twice: poison alone is quarantined', async () => {
    const flow = scenario(true);
    const isBad = (id: string): boolean => Number(id.slice(1)) % 50 === 7;
    const isDown = [during(flow.world, 2, 3), during(flow.world, 7, 3)];
    const poison: Behaviour = throwing(isBad);
    flow.world.fallback!.behaviour = poison;
    flow.world.primary.behaviour = unless(
      () => isDown.some((down) => down()),
      () => failure('unclear'),
      poison,
    );
    await run(flow, 40);
    const expected = Array.from({ length: flow.sent }, (_, i) => `m${i}`).filter(isBad);
    const { taken } = check(flow);
    expect([taken, flow.world.lake.ids().filter((id) => !isBad(id))]).toEqual([flow.sent - expected.length, []]);
    expect(flow.world.lake.ids('quarantined/').sort()).toEqual(expected.sort());
  });
});

import type { BreakerState } from '../../../lib/control/breaker';
import type { ReplayInput } from '../../../lib/contract/replay';
import type { ReplayHost } from '../../../lambda/failover/host';
import { createRoute } from '../../../lambda/failover/route';
import { sweep } from '../../../lambda/replay/sweep';
import { createWorld, settingsOf, World } from '../fake-host';
import { message } from '../records';
import { envelope, keep } from './objects';

const EVENT = { sweep: true, stateMachineArn: 'arn', prefixes: ['spilled/orders/', 'aws/lambda/0a1b/'] } as const;

async function run(world: World, host: Partial<ReplayHost> = {}): Promise<void> {
  const all = { ...world.host(), ...host };
  await sweep(all, settingsOf(), createRoute(all, settingsOf()), EVENT);
}

function createSpill(objects: number, fallback = false): World {
  const world = createWorld({ fallback });
  for (let i = 0; i < objects; i++) keep(world, 'spilled', [envelope(message(`m${i}`))]);
  return world;
}

function hold(world: World, role: 'primary' | 'fallback', state: BreakerState): void {
  world.state.items.set(`breaker#orders#${role}`, { version: 1, value: JSON.stringify(state) });
}

const open = (world: World, millis: number): BreakerState => ({
  kind: 'open',
  since: 0,
  probeAt: world.clock.now() + millis,
  failedProbes: 0,
});

const probing = (world: World): BreakerState => ({
  kind: 'probing',
  since: 0,
  failedProbes: 0,
  permit: { holder: 'a', until: world.clock.now() + 1_000 },
});

describe('the sweep', () => {
  it('starts a replay of all that was spilled', async () => {
    const world = createSpill(2);
    await run(world);
    expect(world.replays).toMatchObject([{ input: { prefix: 'spilled/orders/', from: 0, rate: 0, reason: 'sweep' } }]);
    expect(world.emitted).toMatchObject([{ SpillDepth: 2, BreakerOpen: 0 }]);
  });

  it('starts one for batches that Lambda gave up on, beside that of spilled ones', async () => {
    const world = createSpill(1);
    world.lake.objects.set('aws/lambda/0a1b/shardId-000000000000/2026/11/24/given-up', '{}');
    await run(world);
    expect(world.replays.map(({ input }) => (input as ReplayInput).prefix)).toEqual(EVENT.prefixes);
    expect(new Set(world.replays.map(({ name }) => name)).size).toBe(2);
    expect(world.emitted).toMatchObject([{ SpillDepth: 2 }]);
  });

  it('publishes what waits also where no replay can be started, and lets one failure keep no other back', async () => {
    const world = createSpill(1);
    world.lake.objects.set('aws/lambda/0a1b/shardId-000000000000/2026/11/24/given-up', '{}');
    const tried: string[] = [];
    const startReplay = async (_: string, input: object): Promise<void> => {
      tried.push((input as ReplayInput).prefix);
      throw new Error('ThrottlingException');
    };
    await expect(run(world, { startReplay })).rejects.toThrow('ThrottlingException');
    expect([tried, world.emitted]).toMatchObject([EVENT.prefixes, [{ SpillDepth: 2 }]]);
  });

  it('starts none where nothing was', async () => {
    const world = createSpill(0);
    keep(world, 'quarantined', [envelope(message('bad'))]);
    await run(world);
    expect([world.replays, world.emitted]).toMatchObject([[], [{ SpillDepth: 0 }]]);
  });

  it('starts none while one runs', async () => {
    const world = createSpill(2);
    await run(world, { isReplaying: async () => true });
    expect(world.replays).toEqual([]);
  });

  it('fails where it cannot start one, so that its alarm rings', async () => {
    const world = createSpill(2);
    const startReplay = (): Promise<void> =>
      world.clock.sleep(500).then(() => Promise.reject(new Error('AccessDenied')));
    await expect(run(world, { startReplay })).rejects.toThrow('AccessDenied');
  });

  it('starts one where nobody can say whether one runs', async () => {
    const world = createSpill(2);
    await run(world, { isReplaying: undefined });
    expect(world.replays).toHaveLength(1);
  });

  test.each<[string, (world: World) => BreakerState, number]>([
    ['is open', (world) => open(world, 1_000), 0],
    ['is being probed', probing, 0],
    ['may be probed', (world) => open(world, 0), 1],
    ['is suspect', () => ({ kind: 'suspect', since: 0, failures: 1, permit: null }), 1],
  ])('where the only target %s starts as many replays as have a chance', async (_, stateOf, replays) => {
    const world = createSpill(2);
    hold(world, 'primary', stateOf(world));
    await run(world);
    expect(world.replays).toHaveLength(replays);
  });

  it('starts one where the primary is open and the fallback is not', async () => {
    const world = createSpill(2, true);
    hold(world, 'primary', open(world, 1_000));
    await run(world);
    expect(world.replays).toHaveLength(1);
    expect(world.emitted).toMatchObject([{ BreakerOpen: 1, FallbackOpen: 0 }]);
  });

  it('starts none where both are open, and says so', async () => {
    const world = createSpill(2, true);
    for (const role of ['primary', 'fallback'] as const) hold(world, role, open(world, 1_000));
    await run(world);
    expect([world.replays, world.emitted]).toMatchObject([[], [{ BreakerOpen: 1, FallbackOpen: 1 }]]);
  });

  it('starts one where the table is away: the replay finds out', async () => {
    const world = createSpill(2);
    world.state.isDown = () => true;
    await run(world);
    expect(world.replays).toHaveLength(1);
  });

  it('tries out a target that was down with one object of each folder, and not always the same', async () => {
    const prefixes = new Set<string>();
    for (let turn = 0; turn < 30; turn++) {
      const world = createSpill(3);
      for (let i = 0; i < turn; i++) world.clock.random();
      hold(world, 'primary', open(world, 0));
      await run(world);
      expect(world.replays).toHaveLength(1);
      prefixes.add((world.replays[0].input as ReplayInput).prefix);
    }
    expect([...prefixes].sort()).toEqual(createSpill(3).lake.keys().sort());
  });

  it('starts the same ever more rarely where it is in vain, and at once where something came', async () => {
    const world = createSpill(2);
    const started: number[] = [];
    const sweepFor = async (minutes: number): Promise<void> => {
      for (let minute = 0; minute < minutes; minute++) {
        await run(world);
        started.push(world.replays.length);
        await world.clock.sleep(60_000);
      }
    };
    await sweepFor(60);
    const starts = started.map((count, i) => (count > (started[i - 1] ?? 0) ? i : -1)).filter((i) => i >= 0);
    expect(starts).toEqual([0, 1, 2, 3, 5, 9, 17, 32, 47]);
    keep(world, 'spilled', [envelope(message('new'))]);
    const before = world.replays.length;
    await run(world);
    expect(world.replays).toHaveLength(before + 1);
  });

  it('starts each time where nobody can say when it did last', async () => {
    const world = createSpill(2);
    world.state.items.set('sweep#orders', { version: 1, value: 'not JSON' });
    await run(world);
    world.state.isDown = () => true;
    for (let minute = 0; minute < 9; minute++) {
      await world.clock.sleep(60_000);
      await run(world);
    }
    expect(world.replays).toHaveLength(10);
  });

  it('publishes no metric that costs and says nothing: three at most', async () => {
    const world = createSpill(1, true);
    await run(world);
    const { _aws } = world.emitted[0] as { _aws: { CloudWatchMetrics: { Metrics: { Name: string }[] }[] } };
    const names = _aws.CloudWatchMetrics[0].Metrics.map(({ Name }) => Name);
    expect(names.sort()).toEqual(['BreakerOpen', 'FallbackOpen', 'SpillDepth']);
  });

  it('counts no further than a thousand objects a folder', async () => {
    const world = createSpill(1);
    world.lake.list = async (prefix, atMost) => Array.from({ length: atMost }, (_, i) => `${prefix}${i}`);
    await run(world);
    expect(world.emitted).toMatchObject([{ SpillDepth: 2_000 }]);
  });
});

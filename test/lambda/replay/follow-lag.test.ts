import { followLag, type MapRuns } from '../../../lambda/replay/follow-lag';
import { createRoute } from '../../../lambda/failover/route';
import { sweep } from '../../../lambda/replay/sweep';
import { createWorld, FakeState, settingsOf } from '../fake-host';

const LAG = { namespace: 'AWS/SQS', name: 'Age', dimensions: {}, unitsPerSecond: 1, objectiveSeconds: 60 };

function plant(width: number) {
  const state = new FakeState();
  const map = { width, age: 0 as number | undefined, set: [] as number[] };
  const runs: MapRuns = {
    running: async () => (map.width < 0 ? [] : [{ arn: 'run', width: map.width }]),
    widen: async (_, to) => {
      map.set.push(to);
      map.width = to;
    },
    lagSeconds: async () => map.age,
  };
  const look = async (age?: number): Promise<number> => {
    map.age = age;
    await followLag(runs, state, LAG, 1_000_000);
    return map.width;
  };
  return { state, map, look };
}

describe('a replay that runs', () => {
  it('makes room where live records are late, and takes it back where they are not', async () => {
    const { look, map } = plant(40);
    const ages = [0, 90, 90, 20, 20, 20];
    const widths: number[] = [];
    for (const age of ages) widths.push(await look(age));
    expect(widths).toEqual([40, 20, 10, 15, 20, 25]);
    expect(map.set).toEqual([20, 10, 15, 20, 25]);
  });

  it('stays as it is where no figure is known', async () => {
    const { look, map } = plant(40);
    await look(undefined);
    expect(map.set).toEqual([]);
  });

  it('takes the width that an operator sets for the new bound', async () => {
    const { look, map } = plant(40);
    await look(0);
    map.width = 4;
    for (let i = 0; i < 5; i++) expect(await look(0)).toBe(4);
  });

  it('without a limit is limited as soon as records are late', async () => {
    const { look, map } = plant(0);
    await look(0);
    expect(map.set).toEqual([]);
    expect(await look(90)).toBe(5_000);
  });

  it('goes on without its table', async () => {
    const { look, state } = plant(40);
    state.isDown = () => true;
    expect([await look(90), await look(90)]).toEqual([20, 10]);
  });
});

test('the sweep gives way instead of starting another replay, where it is told by what', async () => {
  const world = createWorld();
  const seen: unknown[] = [];
  const host = {
    ...world.host(),
    isReplaying: async () => true,
    followLag: async (lag: unknown) => void seen.push(lag),
  };
  const event = { sweep: true, stateMachineArn: 'arn', prefixes: ['spilled/orders/'] } as const;
  await sweep(host, settingsOf(), createRoute(host, settingsOf()), { ...event, liveLag: LAG });
  await sweep(host, settingsOf(), createRoute(host, settingsOf()), event);
  expect([seen, world.replays]).toEqual([[LAG], []]);
});

import type { RegulatedFlow } from '../../../lib/contract/regulation';
import { type regulate, type RegulationState, startRegulation } from '../../../lib/control/regulation/regulate';
import type { PlannerSettings } from '../../../lib/control/regulation/settings';
import { decide } from '../../../lambda/scaling/decide';
import type { Seen } from '../../../lambda/scaling/observe';
import { FakeAws } from './fake-aws';
import { streamFlow } from './flows';
import { minutes, publishMinute } from './minutes';

const flow = streamFlow('clicks');
const capacity = { shards: 3, parallelizationFactor: 2 };
const periods: Seen[] = [60, 120, 180].map((time) => ({ time, arrivals: 1, capacity }));

interface Shown {
  readonly state: RegulationState;
  readonly settings: PlannerSettings;
  readonly now: number;
}

/** Asks for six shards whatever it sees, and books them as the guard does. */
function greedy(shown: Shown[] = []): typeof regulate {
  return (state, _seen, settings, now) => {
    shown.push({ state, settings, now });
    const { spent } = state.guard.reshards;
    const reshards = { clock: now, spent: [...spent, now], underway: { shards: 6, at: now }, shards: 3 };
    const decision = { command: { shards: 6 }, reason: 'rising', detail: 'six are needed' } as const;
    return { state: { ...state, guard: { ...state.guard, reshards } }, decision };
  };
}

describe('several periods at once', () => {
  const shown: Shown[] = [];
  const start = startRegulation(flow.planner);
  const decided = decide({ now: 305, regulate: greedy(shown) }, flow, start, periods);

  it('are shown to the planner as if each had been looked at when its metrics came', () => {
    expect(shown.map(({ now }) => now)).toEqual([240, 300, 305]);
  });

  it('lead to the last decision alone: what was wanted in between was never asked for', () => {
    expect(shown.map(({ state }) => state.guard.reshards.underway)).toEqual([null, null, null]);
    expect(decided.planner.guard.reshards.spent).toEqual([305]);
  });
});

test('a number without a knob is planned with as it is', () => {
  const shown: Shown[] = [];
  const half: RegulatedFlow = { ...flow, knobs: { parallelizationFactor: flow.knobs.parallelizationFactor } };
  decide({ now: 305, regulate: greedy(shown) }, half, startRegulation(flow.planner), periods);
  expect(shown[0].settings).toMatchObject({ minShards: 3, maxShards: 3, maxParallelizationFactor: 10 });
});

describe('the budget of reshards', () => {
  let aws: FakeAws;

  beforeEach(() => {
    aws = new FakeAws();
    aws.deploy(flow);
    aws.mappings.set('clicks-mapping', { state: 'Enabled', parallelizationFactor: 2 });
    aws.streams.set('clicks', { status: 'ACTIVE', openShards: 3 });
  });

  /** After the first decision. */
  async function spent(): Promise<number> {
    const publish = (): void => publishMinute(aws, flow, { arrivals: 600, busyMillis: 60_000 });
    const regulator = aws.environment(greedy());
    while (aws.journal().length === 0) await minutes(aws, regulator, 1, publish);
    const record = JSON.parse(aws.state.items.get('regulation#r#clicks')!.value) as { planner: RegulationState };
    return record.planner.guard.reshards.spent.length;
  }

  const refuse = (name: string) => (operation: string) => {
    if (operation === 'set') throw Object.assign(new Error('no'), { name });
  };

  it('pays for a reshard that was asked for', async () => expect(await spent()).toBe(1));

  it('pays nothing for one that AWS refused to begin', async () => {
    aws.fault = refuse('ResourceInUseException');
    expect(await spent()).toBe(0);
  });

  it('pays for one that was refused because the day’s quota is spent: the next attempt waits its time', async () => {
    aws.fault = refuse('LimitExceededException');
    expect(await spent()).toBe(1);
  });

  it('pays nothing for advice, in excluded times, or while the stream is being changed', async () => {
    aws.deploy({ ...flow, mode: 'observe' });
    expect(await spent()).toBe(0);
    aws.lines.length = 0;
    aws.state.items.clear();
    aws.deploy({ ...flow, excluded: [{ fromMinute: 0, toMinute: 1_440 }] });
    expect(await spent()).toBe(0);
    aws.lines.length = 0;
    aws.state.items.clear();
    aws.deploy(flow);
    aws.streams.set('clicks', { status: 'UPDATING', openShards: 3 });
    expect(await spent()).toBe(0);
  });

  it('gets back what was paid for a reshard that came to nothing', async () => {
    aws.obey = () => undefined;
    expect(await spent()).toBe(1);
    const publish = (): void => publishMinute(aws, flow, { arrivals: 600, busyMillis: 60_000 });
    const missed = (): boolean =>
      aws.journal().some(({ detail }) => detail.includes('shards is still 3, though 6 was asked for'));
    const regulator = aws.environment((state) => ({ state, decision: { reason: 'steady', detail: 'enough' } }));
    while (!missed()) await minutes(aws, regulator, 1, publish);
    const record = JSON.parse(aws.state.items.get('regulation#r#clicks')!.value) as { planner: RegulationState };
    expect(record.planner.guard.reshards.spent).toEqual([]);
  });
});

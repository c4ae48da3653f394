import type { RegulatedFlow } from '../../../lib/contract/regulation';
import type { Tick } from '../../../lambda/scaling/scaling';
import { FakeAws } from './fake-aws';
import { queueFlow, streamFlow } from './flows';
import { minutes, publishMinute } from './minutes';
import { type Script, scripted, wish } from './scripted';

let aws: FakeAws;
let flow: RegulatedFlow;
let script: Script;
let regulator: Tick;

beforeEach(() => {
  aws = new FakeAws();
  flow = queueFlow('orders');
  script = scripted();
  regulator = aws.environment(script.regulate);
  aws.mappings.set('orders-mapping', { state: 'Enabled', maximumConcurrency: 2 });
});

/** A minute of a flow with something to do. */
const busy = (): void => {
  publishMinute(aws, flow, { arrivals: 3_000, processed: 3_000, busyMillis: 60_000 });
  aws.waiting.set('https://sqs/orders', 30);
};

async function run(count: number, each: (minute: number) => void = () => undefined): Promise<void> {
  aws.deploy(flow);
  await minutes(aws, regulator, count, (minute) => {
    busy();
    each(minute);
  });
}

const values = (): number[] => aws.sets.map(({ value }) => value);
const last = () => aws.journal().at(-1);

describe('a decision to change something', () => {
  beforeEach(() => (script.decision = wish(8)));

  it('is set once, journalled with its reason, and published for dashboards', async () => {
    await run(10);
    expect(aws.sets).toMatchObject([{ knob: { kind: 'maximum-concurrency', mappingId: 'orders-mapping' }, value: 8 }]);
    expect(aws.journal()[0]).toEqual({
      journal: 'regulation',
      flow: 'orders',
      pipeline: 'orders',
      time: expect.stringMatching(/^2026-11-24T12:0\d:05.000Z$/) as string,
      mode: 'act',
      outcome: 'set',
      reason: 'rising',
      detail: '8 are needed',
      changes: [{ knob: 'maximum-concurrency', from: 2, to: 8 }],
    });
    expect(aws.lines[1]).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'Sluice', Dimensions: [['Pipeline', 'Knob']] }] },
      Pipeline: 'orders',
      Knob: 'maximum-concurrency',
      DecidedCapacity: 8,
      inForce: 2,
    });
    expect(aws.lines).toHaveLength(2);
  });

  it('is not repeated while the change is under way', async () => {
    aws.obey = ({ kind }, value) =>
      kind === 'maximum-concurrency' &&
      aws.mappings.set('orders-mapping', { state: 'Updating', maximumConcurrency: value });
    await run(10);
    expect(values()).toEqual([8]);
    expect(script.seen.at(-1)).toMatchObject({ capacity: { workers: 2 }, pending: { workers: 8 } });
  });

  it('is kept within the limits, whatever is wished', async () => {
    for (const workers of [1_000_000, -5, 0.5, NaN]) {
      script.decision = wish(workers);
      await run(3);
    }
    expect(values()).toEqual([100, 2]);
  });

  it('is not taken while the mapping is in the middle of something else', async () => {
    aws.mappings.set('orders-mapping', { state: 'Updating', maximumConcurrency: 2 });
    await run(5);
    expect([values(), last()]).toMatchObject([[], { outcome: 'kept', reason: 'pending' }]);
  });
});

describe('a refused call', () => {
  const refuse =
    (name: string) =>
    (operation: string): void => {
      if (operation === 'set') throw Object.assign(new Error('not now'), { name });
    };

  beforeEach(() => (script.decision = wish(8)));

  it('changes nothing, is journalled, and is tried again a minute later', async () => {
    aws.fault = refuse('ResourceInUseException');
    await run(4);
    expect([aws.mappings.get('orders-mapping')!.maximumConcurrency, values()]).toEqual([2, [8, 8]]);
    expect(last()).toMatchObject({ outcome: 'refused', error: 'ResourceInUseException: not now' });
    aws.fault = () => undefined;
    await run(2);
    expect([values(), last()?.outcome]).toEqual([[8, 8, 8], 'set']);
  });

  it('is said to the planner: what it asked for is neither in force nor under way', async () => {
    aws.fault = refuse('TooManyRequestsException');
    await run(5);
    expect(script.seen.at(-1)).toMatchObject({ capacity: { workers: 2 }, pending: null });
  });

  it('lets the alarm ring if it goes on: the flow counts as stuck in each minute, and only then', async () => {
    await run(2);
    expect(aws.published('StuckFlows')).toEqual([]);
    aws.fault = refuse('AccessDeniedException');
    await run(12);
    expect(aws.published('StuckFlows')).toEqual(Array.from({ length: 12 }, () => 1));
    aws.fault = () => undefined;
    await run(3);
    expect(aws.published('StuckFlows')).toHaveLength(12);
  });
});

describe('what was set and came to nothing', () => {
  it('is said, and wished for again', async () => {
    script.decision = wish(8);
    aws.obey = () => undefined;
    await run(6);
    const details = aws.journal().map(({ detail }) => detail);
    expect(details.join()).toContain('maximum-concurrency is still 2, though 8 was asked for');
    expect(values()).toEqual([8, 8]);
  });
});

describe('a value that somebody else set', () => {
  it('is taken as it is, and said', async () => {
    await run(3);
    aws.mappings.set('orders-mapping', { state: 'Enabled', maximumConcurrency: 40 });
    await run(8);
    expect(last()?.detail).toContain('maximum-concurrency is 40, set by others (2 was expected)');
    expect([values(), script.seen.at(-1)]).toMatchObject([[], { capacity: { workers: 40 }, pending: null }]);
  });
});

describe('a regulator that observes only', () => {
  it('says what it would set, once, and sets nothing', async () => {
    flow = queueFlow('orders', { mode: 'observe' });
    script.decision = wish(8);
    await run(10);
    expect([values(), aws.journal(), aws.published('DecidedCapacity')]).toMatchObject([
      [],
      [{ mode: 'observe', outcome: 'advised', changes: [{ from: 2, to: 8 }] }],
      [8],
    ]);
    script.decision = wish(9);
    await run(2);
    expect(aws.published('DecidedCapacity')).toEqual([8, 9]);
  });

  it('never lets the planner believe that its wish came true', async () => {
    flow = queueFlow('orders', { mode: 'observe' });
    script.decision = wish(8);
    await run(10);
    for (const seen of script.seen) expect(seen).toMatchObject({ capacity: { workers: 2 }, pending: null });
  });
});

describe('an excluded time', () => {
  it('changes nothing, and says so when it begins and ends', async () => {
    const start = 12 * 60;
    flow = queueFlow('orders', { excluded: [{ fromMinute: start, toMinute: start + 6 }] });
    script.decision = wish(8);
    await run(5);
    expect(values()).toEqual([]);
    expect(aws.journal()).toMatchObject([{ outcome: 'kept', reason: 'excluded' }]);
    expect(last()?.detail).toBe('no changes from 12:00 to 12:06 UTC; else: 8 are needed');
    await run(3);
    expect([values(), last()?.outcome]).toEqual([[8], 'set']);
  });
});

describe('the two knobs of a stream', () => {
  beforeEach(() => {
    flow = streamFlow('clicks');
    aws.mappings.set('clicks-mapping', { state: 'Enabled', parallelizationFactor: 1 });
    aws.streams.set('clicks', { status: 'ACTIVE', openShards: 3 });
    script.decision = { command: { shards: 20, parallelizationFactor: 4 }, reason: 'rising', detail: 'more' };
  });

  const clicks = (): void => publishMinute(aws, flow, { arrivals: 90_000, busyMillis: 170_000 });

  it('are set together, each once, and shards at most doubled', async () => {
    aws.deploy(flow);
    await minutes(aws, regulator, 4, clicks);
    expect(aws.sets.map(({ knob, value }) => [knob.kind, value])).toEqual([
      ['shards', 6],
      ['parallelization-factor', 4],
      ['shards', 12],
    ]);
  });

  it('wait for each other in nothing: while the stream is being changed, its factor can be', async () => {
    aws.streams.set('clicks', { status: 'UPDATING', openShards: 4 });
    aws.deploy(flow);
    await minutes(aws, regulator, 4, clicks);
    expect(aws.sets.map(({ knob }) => knob.kind)).toEqual(['parallelization-factor']);
  });

  it('are read from stream and mapping, and planned with as they are where there is no knob', async () => {
    flow = streamFlow('clicks', { knobs: { parallelizationFactor: flow.knobs.parallelizationFactor } });
    aws.deploy(flow);
    await minutes(aws, regulator, 7, clicks);
    expect(aws.sets.map(({ knob }) => knob.kind)).toEqual(['parallelization-factor']);
    expect(script.seen.at(-1)).toMatchObject({ capacity: { shards: 3, parallelizationFactor: 4 } });
  });
});

describe('a mapping left disabled', () => {
  it('is said after some minutes, counted in each tick, and never changed', async () => {
    script.decision = wish(8);
    aws.mappings.set('orders-mapping', { state: 'Disabled', maximumConcurrency: 2 });
    await run(4);
    expect([aws.journal(), aws.published('DisabledMappings')]).toEqual([[], []]);
    await run(6);
    expect(aws.journal()).toMatchObject([{ mappingDisabled: true, detail: 'the mapping is disabled' }]);
    expect(aws.published('DisabledMappings')).toEqual([1, 1, 1, 1, 1]);
    expect([values(), aws.published('StuckFlows')]).toEqual([[], []]);
  });

  it('is seen in each tick, also of a flow at rest', async () => {
    aws.deploy(flow);
    aws.waiting.set('https://sqs/orders', 0);
    aws.mappings.set('orders-mapping', { state: 'Disabled', maximumConcurrency: 2 });
    await minutes(aws, regulator, 12);
    expect(aws.published('DisabledMappings')).toHaveLength(7);
  });

  it('teaches the planner nothing, and asks for no metrics', async () => {
    aws.mappings.set('orders-mapping', { state: 'Disabled' });
    await run(6);
    expect(aws.asked).toHaveLength(1);
    for (const seen of script.seen) expect(seen).toMatchObject({ missing: true });
  });

  it('is regulated on when it is enabled again', async () => {
    script.decision = wish(8);
    aws.mappings.set('orders-mapping', { state: 'Disabled', maximumConcurrency: 2 });
    await run(8);
    aws.mappings.set('orders-mapping', { state: 'Enabled', maximumConcurrency: 2 });
    await run(3);
    expect([values(), last()]).toMatchObject([[8], { outcome: 'set' }]);
    expect(last()).not.toHaveProperty('mappingDisabled');
  });
});

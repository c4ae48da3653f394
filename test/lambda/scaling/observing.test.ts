import type { RegulatedFlow } from '../../../lib/contract/regulation';
import type { Observation, WorkersCapacity } from '../../../lib/control/regulation/observation';
import type { Tick } from '../../../lambda/scaling/scaling';
import { FakeAws, FIRST_TICK } from './fake-aws';
import { queueFlow, streamFlow } from './flows';
import { minutes, publishMinute } from './minutes';
import { type Script, scripted, wish } from './scripted';

const MINUTE = 60;
const FIRST_MINUTE = Math.floor(FIRST_TICK / 60_000) * MINUTE;

let aws: FakeAws;
let flow: RegulatedFlow;
let script: Script;
let regulator: Tick;

beforeEach(() => {
  aws = new FakeAws();
  script = scripted();
  regulator = aws.environment(script.regulate);
  flow = queueFlow('orders');
  aws.mappings.set('orders-mapping', { state: 'Enabled', maximumConcurrency: 2 });
  aws.mappings.set('clicks-mapping', { state: 'Enabled', parallelizationFactor: 2 });
  aws.streams.set('clicks', { status: 'ACTIVE', openShards: 3 });
});

const figures = { arrivals: 600, processed: 590, busyMillis: 60_000, oldestAgeSeconds: 7, errors: 1, throttles: 0 };

async function run(count: number, each: (minute: number) => void = () => publishMinute(aws, flow, figures)) {
  aws.deploy(flow);
  await minutes(aws, regulator, count, each);
}

const times = (): number[] => script.seen.map(({ time }) => (time - FIRST_MINUTE) / MINUTE);

describe('what the planner is shown of a queue', () => {
  it('is a period with all that was measured, how busy its workers were, and what is waiting now', async () => {
    aws.waiting.set('https://sqs/orders', 30);
    await run(4);
    expect(script.seen.at(-1)).toEqual({
      time: FIRST_MINUTE + MINUTE,
      arrivals: 600,
      processed: 590,
      errors: 1,
      throttles: 0,
      oldestAgeSeconds: 7,
      utilization: 0.5,
      backlog: 30,
      capacity: { workers: 2 },
      pending: null,
    });
  });

  it('is each period once and in order, also where several were missed', async () => {
    await run(30);
    expect(times().length).toBeGreaterThan(20);
    times().forEach((time, index) => expect(time).toBe(times()[0] + index));
    for (const seen of script.seen.slice(2)) expect(seen).toMatchObject({ arrivals: 600, oldestAgeSeconds: 7 });
  });

  it('asks once for all the periods of a calm flow: a metric costs the same for one as for five', async () => {
    await run(45);
    const looks = aws.asked.map(({ from, to }) => (to - from) / MINUTE);
    expect(looks.slice(-3)).toEqual([5, 5, 5]);
    expect(aws.asked.at(-1)!.queries).toHaveLength(6);
  });

  it('leaves out what is not known', async () => {
    aws.waiting.set('https://sqs/orders', 30);
    await run(4, () => publishMinute(aws, flow, { arrivals: 600, processed: 590 }));
    expect(script.seen.at(-1)).not.toHaveProperty('oldestAgeSeconds');
  });

  it('tells nothing of what a worker can do while nobody knows how many there are', async () => {
    aws.waiting.set('https://sqs/orders', 30);
    aws.mappings.set('orders-mapping', { state: 'Enabled' });
    await run(4);
    const { processed, utilization, ...others } = script.seen.at(-1) as Observation<WorkersCapacity>;
    expect([processed, utilization]).toEqual([undefined, undefined]);
    expect(others).toMatchObject({ arrivals: 600, backlog: 30, capacity: { workers: 1_250 } });
  });

  it('is silence where the queue is empty and nothing is published', async () => {
    await run(3, () => undefined);
    expect(script.seen.at(-1)).toMatchObject({ arrivals: 0, processed: 0, backlog: 0 });
  });

  it('is no silence while messages are in flight, which wait for nobody', async () => {
    aws.hidden.set('https://sqs/orders', 5);
    await run(6, () => undefined);
    expect(script.seen.at(-1)).toMatchObject({ backlog: 0 });
    expect(script.seen.at(-1)).not.toHaveProperty('arrivals');
  });

  it('is what is waiting, and nothing else, where metrics are missing', async () => {
    aws.waiting.set('https://sqs/orders', 900);
    await run(5, () => undefined);
    const last = script.seen.at(-1)!;
    expect(last).toEqual({ time: last.time, backlog: 900, capacity: { workers: 2 }, pending: null });
  });

  it('waits for figures that CloudWatch held back, two minutes at most', async () => {
    aws.partial = true;
    aws.waiting.set('https://sqs/orders', 30);
    await run(4, (minute) => {
      publishMinute(aws, flow, { arrivals: 600, errors: 0 });
      aws.partial = minute < 3;
    });
    expect(script.seen.at(-1)).toMatchObject({ arrivals: 600, processed: 0 });
    aws.partial = true;
    const shown = script.seen.length;
    await minutes(aws, regulator, 2, () => undefined);
    expect(script.seen.slice(shown)).toEqual([]);
    await minutes(aws, regulator, 2, () => undefined);
    expect(script.seen.slice(shown)).toMatchObject([{ backlog: 30 }, { backlog: 30 }]);
  });
});

describe('a burst on an idle queue', () => {
  it('is noticed at the next tick, by what is waiting', async () => {
    await run(40, () => undefined);
    const before = { looks: aws.asked.length, shown: script.seen.length };
    await minutes(aws, regulator, 1, () => void aws.waiting.set('https://sqs/orders', 5_000));
    expect(aws.asked.length).toBe(before.looks + 1);
    expect(script.seen.slice(before.shown).at(-1)).toMatchObject({ backlog: 5_000 });
  });
});

describe('what the planner is shown of a stream', () => {
  beforeEach(() => (flow = streamFlow('clicks')));

  const clicks = { arrivals: 600, busyMillis: 36_000, oldestAgeSeconds: 1_500, errors: 0, throttles: 0 };

  it('is a period in its own units, with the share of all consumers that was busy', async () => {
    await run(4, () => publishMinute(aws, flow, clicks));
    expect(script.seen.at(-1)).toMatchObject({
      oldestAgeSeconds: 1.5,
      utilization: 0.1,
      capacity: { shards: 3, parallelizationFactor: 2 },
    });
  });

  it('is the few metrics that tell of pressure each minute, and all of them every five', async () => {
    await run(40, () => publishMinute(aws, flow, clicks));
    const sizes = aws.asked.map(({ queries }) => queries.length);
    expect(sizes.slice(-10).sort((a, b) => a - b)).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 5, 5]);
    times().forEach((time, index) => expect(time).toBe(times()[0] + index));
  });

  it('is a gap where nothing is published and nothing tells that metrics come through', async () => {
    await run(6, () => undefined);
    expect(script.seen.at(-1)).toMatchObject({ missing: true });
  });

  it('is silence where the heartbeat shows that metrics come through', async () => {
    const dimensions = { FunctionName: 'regulator' };
    aws.heartbeat = { namespace: 'AWS/Lambda', name: 'Invocations', dimensions, statistic: 'Sum', period: 60 };
    regulator = aws.environment(script.regulate);
    const beat = (): void => aws.publish(aws.heartbeat!, Math.floor(aws.seconds / 60) * 60 - 60, 1);
    await run(6, beat);
    expect(script.seen.at(-1)).toMatchObject({ arrivals: 0 });
    const idle = aws.asked.length;
    await minutes(aws, regulator, 60, beat);
    const metrics = aws.asked.slice(idle).reduce((sum, { queries }) => sum + queries.length, 0);
    expect(metrics).toBeLessThan(60);
  });

  it('is in doubt to a glance where nothing is published: a look finds out', async () => {
    await run(12, () => publishMinute(aws, flow, clicks));
    const shown = script.seen.length;
    await minutes(aws, regulator, 3);
    expect(script.seen.slice(shown)).toMatchObject(
      [clicks.arrivals, clicks.arrivals].map((arrivals) => ({ arrivals })),
    );
  });

  it('is set by what is in force now, though a glance does not ask for it', async () => {
    await run(12, () => publishMinute(aws, flow, clicks));
    script.decision = { command: { parallelizationFactor: 5 }, reason: 'rising', detail: 'more' };
    aws.mappings.set('clicks-mapping', { state: 'Enabled', parallelizationFactor: 4 });
    await minutes(aws, regulator, 1, () => publishMinute(aws, flow, clicks));
    expect(aws.journal().at(-1)).toMatchObject({ changes: [{ from: 4, to: 5 }] });
  });
});

describe('the capacity that the planner is shown', () => {
  it('is that of now, while the share that was busy is that of then', async () => {
    script.decision = wish(8);
    aws.waiting.set('https://sqs/orders', 30);
    await run(3);
    expect(aws.sets).toHaveLength(1);
    const shown = script.seen.length;
    await run(5);
    const [first] = script.seen.slice(shown);
    expect(first).toMatchObject({ capacity: { workers: 8 }, pending: null, utilization: 0.5 });
    expect(script.seen.at(-1)).toMatchObject({ capacity: { workers: 8 }, pending: null, utilization: 0.125 });
  });

  it('is that of then where several periods are shown at once', async () => {
    await run(12);
    const shown = script.seen.length;
    aws.force(flow.knobs.workers!, 8);
    await run(5);
    const units = script.seen.slice(shown).map((seen) => ('capacity' in seen ? seen.capacity : undefined));
    const past = units.findIndex((one) => one && 'workers' in one && one.workers === 8);
    expect(past).toBeGreaterThan(3);
    for (const one of units.slice(0, past)) expect(one).toEqual({ workers: 2 });
  });

  it('is not known where the API does not tell: nothing is decided, and that is said once', async () => {
    aws.fault = (operation) => {
      if (operation === 'mapping') throw new Error('ThrottlingException');
    };
    await run(12);
    expect([script.seen, aws.sets]).toEqual([[], []]);
    expect(aws.journal()).toMatchObject([{ outcome: 'kept', reason: 'blind' }]);
    expect(aws.published('StuckFlows')).toHaveLength(12);
  });
});

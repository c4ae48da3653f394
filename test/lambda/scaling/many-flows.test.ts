import type { RegulatedFlow } from '../../../lib/contract/regulation';
import { FakeAws } from './fake-aws';
import { queueFlow } from './flows';
import { minutes, publishMinute, tickOf } from './minutes';
import { type Script, scripted, wish } from './scripted';

let aws: FakeAws;
let script: Script;
/** The record of a flow that was looked at once, an hour ago. */
let known: string;

beforeEach(async () => {
  aws = new FakeAws();
  script = scripted();
  aws.seconds -= 3_600;
  for (const { queueUrl } of deploy(1)) aws.waiting.set(queueUrl!, 30);
  await tickOf(aws, aws.environment(script.regulate));
  known = aws.state.items.get('regulation#r#flow0')!.value;
  aws = new FakeAws();
  script = scripted();
});

function deploy(count: number): RegulatedFlow[] {
  const flows = Array.from({ length: count }, (_, i) => queueFlow(`flow${i}`));
  for (const { mappingId } of flows) aws.mappings.set(mappingId!, { state: 'Enabled', maximumConcurrency: 2 });
  aws.deploy(...flows);
  return flows;
}

const metricsAsked = (): number => aws.asked.reduce((sum, { queries }) => sum + queries.length, 0);

describe('many flows in one tick', () => {
  test('10,000 of them are asked for in as few calls as there are 500 metrics', async () => {
    for (const { flow } of deploy(10_000)) aws.state.items.set(`regulation#r#${flow}`, { version: 1, value: known });
    await tickOf(aws, aws.environment(script.regulate));
    expect([metricsAsked(), aws.asked.length]).toEqual([60_000, 120]);
    expect(aws.asked.every(({ queries }) => queries.length <= 500)).toBe(true);
    expect(script.seen.length).toBeGreaterThan(10_000);
  });

  test('are read no faster than Lambda answers: some hundred a minute, and all of them in a while', async () => {
    deploy(1_000);
    const regulator = aws.environment(script.regulate);
    const start = aws.seconds;
    await tickOf(aws, regulator);
    const reads = aws.calls.get('mapping')!;
    expect([reads, metricsAsked()]).toEqual([400, 2_400]);
    expect(reads / (aws.seconds - start)).toBeLessThan(15);
    await minutes(aws, regulator, 3);
    expect(aws.state.items.size).toBe(1_000);
    expect(aws.published('StuckFlows')).toEqual([]);
  });

  test('that cannot all be read are regulated by what was read last, and set by nothing but a new reading', async () => {
    const flows = deploy(1_000);
    for (const { flow } of flows) aws.state.items.set(`regulation#r#${flow}`, { version: 1, value: known });
    script.decision = wish(8);
    await tickOf(aws, aws.environment(script.regulate));
    expect([aws.sets.length, aws.calls.get('mapping')]).toEqual([400, 400]);
  });

  test('a metric of several flows is asked for once', async () => {
    const shared = queueFlow('shared').signals;
    const flows = deploy(3).map((flow) => ({ ...flow, signals: shared }));
    aws.deploy(...flows);
    for (const { queueUrl } of flows) aws.waiting.set(queueUrl!, 30);
    await minutes(aws, aws.environment(script.regulate), 4, () =>
      publishMinute(aws, flows[0], { arrivals: 600, errors: 0 }),
    );
    expect(aws.asked.every(({ queries }) => queries.length === 6)).toBe(true);
    expect(script.seen.slice(-3)).toMatchObject(Array.from({ length: 3 }, () => ({ arrivals: 600 })));
  });

  test('of which some were not seen for long are not asked for in one call with the others', async () => {
    const flows = deploy(300);
    const late = { ...(JSON.parse(known) as object), observedUntil: aws.seconds - 185 };
    flows.forEach(({ flow }, index) => {
      const value = index % 2 === 0 ? JSON.stringify(late) : known;
      aws.state.items.set(`regulation#r#${flow}`, { version: 1, value });
    });
    await tickOf(aws, aws.environment(script.regulate));
    const spans = aws.asked.map(({ from, to }) => (to - from) / 60);
    expect([spans.length, Math.min(...spans) <= 2, Math.max(...spans) >= 20]).toEqual([4, true, true]);
  });

  test('that are under pressure are read first', async () => {
    const flows = deploy(1_000);
    const record = JSON.parse(known) as { readonly attention: object };
    const pressed = { ...record, attention: { ...record.attention, pressedUntil: aws.seconds + 60 } };
    flows.forEach(({ flow }, index) => {
      const value = index >= 700 ? JSON.stringify(pressed) : known;
      aws.state.items.set(`regulation#r#${flow}`, { version: 1, value });
    });
    script.decision = wish(8);
    await tickOf(aws, aws.environment(script.regulate));
    const set = new Set(aws.sets.map(({ knob }) => ('mappingId' in knob ? knob.mappingId : '')));
    expect(flows.slice(700).every(({ mappingId }) => set.has(mappingId!))).toBe(true);
  });

  test('a call that fails is the trouble of its flows alone', async () => {
    const flows = deploy(100);
    let calls = 0;
    aws.fault = (operation) => {
      if (operation === 'metrics' && ++calls % 2 === 1) throw new Error('ThrottlingException');
    };
    for (const { queueUrl } of flows) aws.waiting.set(queueUrl!, 30);
    await minutes(aws, aws.environment(script.regulate), 3, () => {
      for (const flow of flows) publishMinute(aws, flow, { arrivals: 600, processed: 600, busyMillis: 60_000 });
    });
    expect(script.seen.filter((seen) => 'arrivals' in seen && seen.arrivals === 600).length).toBeGreaterThan(10);
    expect(aws.logged[0]).toMatchObject({
      message: 'some of it failed',
      details: { first: 'Error: ThrottlingException' },
    });
  });
});

describe('flows in Parameter Store', () => {
  test('are read every five minutes, so a new one is regulated soon', async () => {
    deploy(1);
    const regulator = aws.environment(script.regulate);
    await minutes(aws, regulator, 3);
    expect(aws.calls.get('flows')).toBe(1);
    deploy(2);
    await minutes(aws, regulator, 3);
    expect([aws.calls.get('flows'), aws.state.items.size]).toEqual([2, 2]);
  });

  test('are regulated on as they are known where they cannot be read', async () => {
    deploy(1);
    const regulator = aws.environment(script.regulate);
    await minutes(aws, regulator, 1);
    aws.fault = (operation) => {
      if (operation === 'flows') throw new Error('AccessDeniedException');
    };
    const shown = script.seen.length;
    await minutes(aws, regulator, 20);
    expect(script.seen.length).toBeGreaterThan(shown);
    await expect(tickOf(aws, aws.environment(script.regulate))).rejects.toThrow('AccessDeniedException');
  });

  const one = queueFlow('broken');
  test.each([
    ['no JSON', '{"v":1', 'it is no JSON'],
    ['null', 'null', 'it is no object'],
    ['a later version', JSON.stringify({ ...one, v: 2 }), 'its version is 2'],
    ['no planner', JSON.stringify({ ...one, planner: undefined }), 'planner.kind'],
    ['no limit', JSON.stringify({ ...one, planner: { ...one.planner, maxWorkers: null } }), 'planner.maxWorkers'],
    [
      'a text for a number',
      JSON.stringify({ ...one, planner: { ...one.planner, periodSeconds: '60' } }),
      'periodSeconds',
    ],
    ['no signals', JSON.stringify({ ...one, signals: undefined }), 'signals'],
    [
      'a signal without a name',
      JSON.stringify({ ...one, signals: { arrivals: { namespace: 'x' } } }),
      'signals.arrivals',
    ],
    ['an unknown knob', JSON.stringify({ ...one, knobs: { workers: { kind: 'luck' } } }), 'knobs.workers'],
    [
      'a knob of another plant',
      JSON.stringify({ ...one, knobs: { shards: { kind: 'shards', streamName: 's' } } }),
      'knobs',
    ],
    [
      'a knob without address',
      JSON.stringify({ ...one, knobs: { workers: { kind: 'maximum-concurrency' } } }),
      'knobs',
    ],
    ['another flow’s name', JSON.stringify(queueFlow('flow0')), 'flow flow0 is that of'],
  ])('that are broken (%s) are said and counted, and no other flow suffers', async (_, text, why) => {
    deploy(2);
    aws.parameters.set('/sluice-regulator/r/broken', text);
    await minutes(aws, aws.environment(script.regulate), 3);
    expect(JSON.stringify(aws.logged)).toContain(why);
    expect(aws.published('StuckFlows')).toEqual([1, 1, 1]);
    expect([...aws.state.items.keys()]).toEqual(['regulation#r#flow0', 'regulation#r#flow1']);
  });
});

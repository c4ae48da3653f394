import { FakeAws } from './fake-aws';
import { queueFlow } from './flows';
import { minutes, publishMinute, tickOf } from './minutes';
import { type Script, scripted, wish } from './scripted';

const flow = queueFlow('orders');
const KEY = 'regulation#r#orders';

let aws: FakeAws;
let script: Script;

beforeEach(() => {
  aws = new FakeAws();
  script = scripted(wish(8));
  aws.deploy(flow);
  aws.waiting.set('https://sqs/orders', 30);
  aws.mappings.set('orders-mapping', { state: 'Enabled', maximumConcurrency: 2 });
  publish();
});

function publish(): void {
  for (let ago = 0; ago < 10; ago++) {
    aws.seconds -= 60 * ago;
    publishMinute(aws, flow, { arrivals: 600, processed: 600, busyMillis: 60_000 });
    aws.seconds += 60 * ago;
  }
}

describe('the state of a flow', () => {
  it('lets one of two invocations at the same time act, and the other do nothing', async () => {
    const regulators = [aws.environment(script.regulate), aws.environment(script.regulate)];
    await Promise.all(regulators.map((regulator) => tickOf(aws, regulator)));
    expect([aws.sets.length, aws.journal().length, aws.state.writes]).toEqual([1, 1, 1]);
  });

  it('is found out to be old by an environment that slept, which then does nothing', async () => {
    const [early, late] = [aws.environment(script.regulate), aws.environment(script.regulate)];
    await tickOf(aws, early);
    script.decision = wish(9);
    await minutes(aws, late, 2, publish);
    const before = [aws.sets.length, aws.state.items.get(KEY)!.version];
    script.decision = wish(10);
    await tickOf(aws, early);
    expect([aws.sets.length, aws.state.items.get(KEY)!.version]).toEqual(before);
    await minutes(aws, early, 1, publish);
    expect(aws.state.items.get(KEY)!.version).toBe(before[1] + 1);
  });

  it('survives a new environment', async () => {
    await tickOf(aws, aws.environment(script.regulate));
    const { version } = aws.state.items.get(KEY)!;
    aws.seconds += 60;
    publish();
    await tickOf(aws, aws.environment(script.regulate));
    expect([aws.state.items.get(KEY)!.version, script.seen.length]).toEqual([version + 1, 2]);
  });

  it('that cannot be read or written lets nothing be set, and counts as stuck', async () => {
    aws.state.isDown = () => true;
    await minutes(aws, aws.environment(script.regulate), 3, publish);
    expect([aws.sets, aws.published('StuckFlows')]).toEqual([[], [1, 1, 1]]);
    expect(aws.logged[0]).toMatchObject({ message: 'some of it failed', details: { failures: 1 } });
    aws.state.isDown = () => false;
    await minutes(aws, aws.environment(script.regulate), 1, publish);
    expect(aws.sets).toHaveLength(1);
  });

  test.each([
    '',
    'null',
    '{',
    '{"v":1}',
    '{"v":2,"planner":{}}',
    '[]',
    '{"v":1,"planner":{},"attention":{},"asked":{}}',
  ])('that is none (%s) is begun anew, and that is said', async (text) => {
    aws.state.items.set(KEY, { version: 7, value: text });
    await minutes(aws, aws.environment(script.regulate), 1, publish);
    expect(JSON.stringify(aws.logged)).toContain('is begun anew');
    expect([aws.sets.length, aws.state.items.get(KEY)!.version]).toEqual([1, 8]);
  });

  it('of a planner of another version is begun anew', async () => {
    await minutes(aws, aws.environment(), 2, publish);
    const stored = JSON.parse(aws.state.items.get(KEY)!.value) as Record<string, unknown>;
    aws.state.items.set(KEY, { version: 9, value: JSON.stringify({ ...stored, planner: { kind: 'workers' } }) });
    await minutes(aws, aws.environment(), 2, publish);
    expect(JSON.stringify(aws.journal())).toContain('what was learned is lost');
    expect(aws.published('StuckFlows')).toEqual([]);
  });
});

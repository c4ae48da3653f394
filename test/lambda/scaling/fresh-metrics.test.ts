import { FakeAws } from './fake-aws';
import { freshFlow, queueFlow, streamFlow } from './flows';
import { minutes, tickOf } from './minutes';
import { type Script, scripted } from './scripted';

const flow = freshFlow('orders');

let aws: FakeAws;
let script: Script;

beforeEach(() => {
  aws = new FakeAws();
  aws.seconds -= 5;
  script = scripted();
  aws.mappings.set('orders-mapping', { state: 'Enabled', maximumConcurrency: 2 });
  aws.deploy(flow);
  aws.passing = publishAll;
});

/** The pipeline publishes its own figures every ten seconds. */
function publishAll(): void {
  const end = Math.floor(aws.seconds / 10) * 10;
  for (let start = end - 120; start < end; start += 10) {
    aws.publish(flow.signals.arrivals!, start, 100);
    aws.publish(flow.signals.processed!, start, 100);
  }
}

describe('a flow with fresh metrics', () => {
  it('is looked at every ten seconds under pressure, in one invocation', async () => {
    publishAll();
    script.decision = { reason: 'rising', detail: 'more is coming' };
    aws.waiting.set('https://sqs/orders', 500);
    const start = aws.seconds;
    await tickOf(aws, aws.environment(script.regulate));
    expect([aws.asked.length, script.seen.length]).toEqual([6, 6]);
    expect(aws.seconds - start).toBeLessThanOrEqual(55);
    const times = script.seen.map(({ time }) => time);
    times.forEach((time, index) => expect(time).toBe(times[0] + 10 * index));
    expect(start - times[0]).toBe(20);
  });

  it('is left until the next tick where its state is out of reach', async () => {
    publishAll();
    script.decision = { reason: 'rising', detail: 'more is coming' };
    const end = aws.seconds + 25;
    aws.state.isDown = () => aws.seconds > end;
    await tickOf(aws, aws.environment(script.regulate));
    expect([aws.asked.length, aws.calls.get('queue')]).toEqual([4, 4]);
  });

  it('is looked at once where it is calm', async () => {
    publishAll();
    const regulator = aws.environment(script.regulate);
    await minutes(aws, regulator, 12);
    const [looks, start] = [aws.asked.length, aws.seconds];
    await tickOf(aws, regulator);
    expect([aws.asked.length - looks <= 1, aws.seconds]).toEqual([true, start]);
  });

  it('leaves the others alone in between', async () => {
    script.decision = { reason: 'rising', detail: 'more is coming' };
    aws.deploy(queueFlow('slow'));
    aws.mappings.set('slow-mapping', { state: 'Enabled', maximumConcurrency: 2 });
    publishAll();
    await tickOf(aws, aws.environment(script.regulate));
    const ofSlow = aws.asked.filter(({ queries }) => queries.some(({ period }) => period === 60));
    expect([aws.asked.length, ofSlow.length]).toEqual([6, 1]);
  });

  it('of a stream is silent where its metrics are, though what tells so is a metric of AWS’s, and late', async () => {
    const { signals } = freshFlow('clicks');
    const { planner } = streamFlow('clicks');
    const clicks = streamFlow('clicks', { signals, planner: { ...planner, periodSeconds: 10 } });
    aws.parameters.clear();
    aws.deploy(clicks);
    aws.mappings.set('clicks-mapping', { state: 'Enabled', parallelizationFactor: 2 });
    aws.streams.set('clicks', { status: 'ACTIVE', openShards: 3 });
    const dimensions = { FunctionName: 'regulator' };
    aws.heartbeat = { namespace: 'AWS/Lambda', name: 'Invocations', dimensions, statistic: 'Sum', period: 60 };
    const beat = (): void => aws.publish(aws.heartbeat!, Math.floor(aws.seconds / 60) * 60 - 60, 1);
    for (let ago = 10; ago > 0; ago--) aws.publish(aws.heartbeat, Math.floor(aws.seconds / 60) * 60 - 60 * ago, 1);
    await minutes(aws, aws.environment(script.regulate), 40, beat);
    expect(script.seen.length).toBeGreaterThan(100);
    for (const seen of script.seen) expect(seen).toMatchObject({ arrivals: 0 });
    const times = script.seen.map(({ time }) => time);
    times.forEach((time, index) => expect(time).toBe(times[0] + 10 * index));
  });

  it('ends before its time is over', async () => {
    script.decision = { reason: 'rising', detail: 'more is coming' };
    publishAll();
    const end = aws.seconds + 30;
    await aws.environment(script.regulate)(() => (end - aws.seconds) * 1_000);
    expect(aws.seconds).toBeLessThanOrEqual(end - 5);
    expect(aws.asked.length).toBeGreaterThan(1);
  });
});

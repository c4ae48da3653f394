import { FakeAws } from './fake-aws';
import { freshFlow, queueFlow } from './flows';
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

  it('ends before its time is over', async () => {
    script.decision = { reason: 'rising', detail: 'more is coming' };
    publishAll();
    const end = aws.seconds + 30;
    await aws.environment(script.regulate)(() => (end - aws.seconds) * 1_000);
    expect(aws.seconds).toBeLessThanOrEqual(end - 5);
    expect(aws.asked.length).toBeGreaterThan(1);
  });
});

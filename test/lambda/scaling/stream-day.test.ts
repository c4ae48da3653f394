import { FakeAws } from './fake-aws';
import { streamFlow } from './flows';
import { minutes } from './minutes';
import { StreamWorld } from './stream-world';

const DAY_MINUTES = 1_440;
const HOUR = 3_600;

/** Records a second; a shard takes 1,000 of them. */
const LOADS: Record<string, (second: number) => number> = {
  'a burst of ten times the load': (second) => (second >= 6 * HOUR && second < 8 * HOUR ? 3_000 : 300),
  'a day’s wave': (second) => 1_500 + 1_300 * Math.sin((second / (24 * HOUR)) * 2 * Math.PI),
  'a step every three hours': (second) => [300, 900, 2_500, 600][Math.floor(second / HOUR / 3) % 4],
};

describe.each(Object.entries(LOADS))('a day of a stream with %s', (_, arrivals) => {
  const aws = new FakeAws();
  const flow = streamFlow('clicks');
  const world = new StreamWorld(aws, flow, { minutes: DAY_MINUTES, arrivals });

  beforeAll(async () => {
    aws.deploy(flow);
    await minutes(aws, aws.environment(), DAY_MINUTES, () => world.minute());
  });

  it('passes without a call that AWS refuses, and within its ten reshards', () => {
    const reshards = aws.sets.filter(({ knob }) => knob.kind === 'shards');
    expect([world.refused, reshards.length <= 10, reshards.length > 1]).toEqual([[], true, true]);
  });

  it('keeps records from waiting, but for the minutes that metrics and shards take to come', () => {
    const late = world.ages.filter((age) => age > 60);
    expect(late.length).toBeLessThan(30);
    expect(Math.max(...world.ages)).toBeLessThan(600);
  });

  it('is told in the journal, decision by decision, and nothing was wrong', () => {
    const told = aws.journal().flatMap(({ outcome, changes = [] }) => (outcome === 'set' ? changes : []));
    expect(told.map(({ to }) => to)).toEqual(aws.sets.map(({ value }) => value));
    expect([aws.published('StuckFlows'), aws.logged]).toEqual([[], []]);
  });
});

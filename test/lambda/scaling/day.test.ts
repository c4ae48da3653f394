import { FakeAws } from './fake-aws';
import { queueFlow } from './flows';
import { minutes } from './minutes';
import { QueuePlant } from './queue-plant';

const DAY_MINUTES = 1_440;
const HOUR = 3_600;

/** Two workers' work all day, and thirty's for half an hour. */
const BURST = { from: 6 * HOUR, to: 6.5 * HOUR };
const arrivals = (second: number): number => (second >= BURST.from && second < BURST.to ? 300 : 15);

describe('a day of a queue with a burst', () => {
  const aws = new FakeAws();
  const flow = queueFlow('orders');
  const plant = new QueuePlant(aws, flow, { minutes: DAY_MINUTES, arrivals });
  const at = (second: number): number => Math.floor(second / 60);
  const between = (from: number, to: number, values: number[]): number[] => values.slice(at(from), at(to));

  beforeAll(async () => {
    aws.deploy(flow);
    await minutes(aws, aws.environment(), DAY_MINUTES, () => plant.minute());
  });

  it('gets the concurrency that it needs within minutes', () => {
    const soon = between(BURST.from + 300, BURST.to, plant.concurrency);
    expect(Math.min(...soon)).toBeGreaterThanOrEqual(30);
  });

  it('has nothing waiting for long', () => {
    const { from, to } = BURST;
    expect(Math.max(...plant.ages)).toBeLessThan(300);
    expect(Math.max(...between(from + 900, to, plant.ages))).toBeLessThanOrEqual(60);
    expect(Math.max(...between(0, from, plant.ages), ...between(to + 600, DAY_MINUTES * 60, plant.ages))).toBeLessThan(
      60,
    );
  });

  it('gives it back afterwards', () => {
    expect(Math.max(...between(BURST.to + 2 * HOUR, DAY_MINUTES * 60, plant.concurrency))).toBeLessThanOrEqual(4);
  });

  it('is told in the journal: each change once, up and down, with its figures', () => {
    const set = aws.journal().filter(({ outcome }) => outcome === 'set');
    const moves = set.map(({ changes = [] }) => Math.sign(changes[0].to - (changes[0].from ?? 0)));
    expect([set.length, set.length < 40, new Set(moves)]).toEqual([aws.sets.length, true, new Set([1, -1])]);
    for (const { detail } of set) expect(detail).toMatch(/\d/);
    expect(['draining', 'rising']).toContain(set[0].reason);
    expect(set.at(-1)!.reason).toBe('falling');
    expect(aws.published('DecidedCapacity')).toEqual(aws.sets.map(({ value }) => value));
    expect([aws.published('StuckFlows'), aws.logged]).toEqual([[], []]);
  });

  it('is looked at closely while there is pressure, and rarely else', () => {
    const looks = (from: number, to: number): number =>
      aws.asked.filter((ask) => ask.to >= start + from && ask.to < start + to).length;
    const start = aws.seconds - DAY_MINUTES * 60;
    expect(looks(BURST.from, BURST.from + 480) / 8).toBeGreaterThan(0.8);
    expect(looks(20 * HOUR, 24 * HOUR) / 240).toBeLessThan(0.25);
  });
});

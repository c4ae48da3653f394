import type { Stack } from 'aws-cdk-lib';
import { DataPipeline, FunctionTarget, StreamSource } from '../../lib';
import type { RegulatedFlow } from '../../lib/contract/regulation';
import { FakeAws } from '../lambda/scaling/fake-aws';
import { minutes } from '../lambda/scaling/minutes';
import { flowsIn } from '../lib/scaling/flows';
import { consumer, newStack, resourcesOf } from '../lib/stacks';
import { runExample } from './examples';
import { README, snippetsOf } from './snippets';

const [EXAMPLE = ''] = snippetsOf(README);

const DAYS = 30;
const MINUTES_PER_DAY = 1_440;
const TICKS = DAYS * MINUTES_PER_DAY;

/** Alarms of a regulator, by their logical IDs. */
const RULES = /Monitor(regulat|mappingdisabled)/;

/** Dollars in us-east-1: a month of an alarm, the others of one each. No free tier is counted. */
const PRICES = {
  alarm: 0.1,
  askedMetric: 0.01 / 1_000,
  invocation: 0.2 / 1e6,
  gibSecond: 13.3334 / 1e6,
  queueRequest: 0.4 / 1e6,
  readUnit: 0.125 / 1e6,
  writeUnit: 0.625 / 1e6,
  logByte: 0.5 / 1e9,
};

/** What a tick that has nothing to do takes, with room: it waits for one or two answers. */
const TICK = { seconds: 0.2, gib: 0.25, logBytes: 600 };

/** A day of the example's flows in which nothing happens, by the handler itself; then what it would be in a month. */
async function idleMonth(flows: readonly RegulatedFlow[]) {
  const aws = new FakeAws();
  aws.deploy(...flows);
  for (const { mappingId, planner } of flows) {
    const maximumConcurrency = planner.kind === 'workers' ? planner.minWorkers : undefined;
    aws.mappings.set(mappingId ?? '', { state: 'Enabled', maximumConcurrency, parallelizationFactor: 1 });
    aws.streams.set('<token>', { status: 'ACTIVE', openShards: 1 });
  }
  aws.heartbeat = { namespace: 'AWS/Lambda', name: 'Invocations', dimensions: {}, statistic: 'Sum', period: 60 };
  const regulator = aws.environment();
  await minutes(aws, regulator, MINUTES_PER_DAY, () => {
    const start = Math.floor(aws.seconds / 60) * 60 - 60;
    aws.publish({ namespace: 'AWS/Lambda', name: 'Invocations', dimensions: {} }, start, 1);
  });
  const count = (operation: Parameters<typeof aws.calls.get>[0]) => DAYS * (aws.calls.get(operation) ?? 0);
  const bytes = Math.max(...[...aws.state.items.values()].map(({ value }) => value.length));
  const asked = aws.asked.reduce((sum, { queries }) => sum + queries.length, 0);
  return {
    sets: aws.sets.length,
    published: aws.lines.filter((line) => '_aws' in line).length,
    askedMetrics: DAYS * asked,
    queueRequests: count('waiting'),
    readUnits: count('read') * Math.ceil(bytes / 4_096),
    writeUnits: count('write') * Math.ceil(bytes / 1_024),
    logBytes: DAYS * JSON.stringify(aws.lines).length,
  };
}

/** What the regulator of a stack costs in a month in which nothing happens. */
async function idleDollars(stack: Stack): Promise<number> {
  const alarms = Object.keys(resourcesOf(stack, 'AWS::CloudWatch::Alarm')).filter((id) => RULES.test(id)).length;
  const flows = Object.values(flowsIn(stack));
  expect([alarms, flows.length]).toEqual([3, 1]);
  const used = await idleMonth(flows);
  // Metrics that are published cost 30 cents each.
  expect([used.sets, used.published]).toEqual([0, 0]);
  return (
    alarms * PRICES.alarm +
    TICKS * (PRICES.invocation + TICK.seconds * TICK.gib * PRICES.gibSecond) +
    (used.logBytes + TICKS * TICK.logBytes) * PRICES.logByte +
    used.askedMetrics * PRICES.askedMetric +
    used.queueRequests * PRICES.queueRequest +
    used.readUnits * PRICES.readUnit +
    used.writeUnits * PRICES.writeUnit
  );
}

describe('an idle regulator costs at most 60 cents a month,', () => {
  test('that of the README’s queue as much as it says', async () => {
    const dollars = await idleDollars(runExample(EXAMPLE));
    expect(dollars).toBeLessThanOrEqual(0.6);
    expect(README.replace(/\s+/g, ' ')).toContain(`regulator costs $${dollars.toFixed(2)} of it`);
  });

  test('that of a stream, too', async () => {
    const stack = newStack();
    const target = new FunctionTarget(consumer(stack, 'Worker'));
    new DataPipeline(stack, 'Clicks', { source: new StreamSource(), target });
    expect(await idleDollars(stack)).toBeLessThanOrEqual(0.6);
  });
});

import type { Stack } from 'aws-cdk-lib';
import { DataPipeline, FunctionTarget, StreamSource } from '../../lib';
import { monthlyCost } from '../../lib/control/observing/monthly-cost';
import { idleDay } from '../lambda/scaling/idle-day';
import { flowsIn } from '../lib/scaling/flows';
import { consumer, newStack, resourcesOf } from '../lib/stacks';
import { runExample } from './examples';
import { README, snippetsOf } from './snippets';

const [EXAMPLE = ''] = snippetsOf(README);

/** Alarms of a regulator, by their logical IDs, at $0.10 a month. */
const RULES = /Monitor(regulat|mappingdisabled)/;
const ALARM = 0.1;

/** What the regulator of a stack costs in a month in which nothing happens: its alarms, and what its handler calls. */
async function idleDollars(stack: Stack): Promise<number> {
  const alarms = Object.keys(resourcesOf(stack, 'AWS::CloudWatch::Alarm')).filter((id) => RULES.test(id)).length;
  const [flow, ...others] = Object.values(flowsIn(stack));
  expect([alarms, others]).toEqual([3, []]);
  const { aws, usage } = await idleDay(flow);
  expect([aws.sets, aws.published('StuckFlows')]).toEqual([[], []]);
  return alarms * ALARM + monthlyCost(usage).total;
}

describe('an idle regulator costs at most 60 cents a month,', () => {
  test('that of the README’s queue as much as it says', async () => {
    const dollars = await idleDollars(runExample(EXAMPLE));
    process.stdout.write(`idle regulator of the README's queue, USD a month with its alarms: ${dollars.toFixed(2)}\n`);
    expect(dollars).toBeLessThanOrEqual(0.6);
    expect(README.replace(/\s+/g, ' ')).toContain(`regulator costs $${dollars.toFixed(2)} of it`);
  });

  test('that of a stream, too', async () => {
    const stack = newStack();
    const target = new FunctionTarget(consumer(stack, 'Worker'));
    new DataPipeline(stack, 'Clicks', { source: new StreamSource(), target });
    const dollars = await idleDollars(stack);
    process.stdout.write(`idle regulator of a stream, USD a month with its alarms: ${dollars.toFixed(2)}\n`);
    expect(dollars).toBeLessThanOrEqual(0.6);
  });
});

import { monthlyCost } from '../../../lib/control/observing/monthly-cost';
import { queueFlow, streamFlow } from './flows';
import { idleDay } from './idle-day';

test.each([
  ['queue', queueFlow('idle')],
  ['stream', streamFlow('idle')],
])('a month of regulating an idle %s costs less than 60 cents', async (kind, flow) => {
  const { aws, usage } = await idleDay(flow);
  const { total, ...parts } = monthlyCost(usage);
  const shares = Object.entries(parts).map(([name, dollars]) => `${name} ${dollars.toFixed(3)}`);
  process.stdout.write(`idle ${kind}, USD a month: ${total.toFixed(2)} (${shares.join(', ')})\n`);
  expect(total).toBeLessThanOrEqual(0.6);
  // It was awake all day, and nothing was wrong.
  expect([aws.calls.get('write')! > 50, aws.sets, aws.published('StuckFlows')]).toEqual([true, [], []]);
});

import { createFailover } from '../../../lambda/failover/failover';
import { ACCEPTED, createWorld, deadline, failure, settingsOf } from '../fake-host';
import { messages } from '../records';

test('a target that takes three records a call at most is no outage, and gets all', async () => {
  const world = createWorld({ fallback: true });
  world.primary.behaviour = (records) => (records.length > 3 ? failure('content', 'HTTP_413') : ACCEPTED);
  const failover = createFailover(world.host(), settingsOf());
  for (let batch = 0; batch < 20; batch++) {
    await failover({ Records: messages(40, {}, `m${batch}-`) }, deadline(world.clock));
  }
  expect([world.primary.taken.size, world.fallback!.calls, world.lake.keys()]).toEqual([800, [], []]);
});

import { createFailover } from '../../../lambda/failover/failover';
import { createWorld, deadline, settingsOf } from '../fake-host';
import { messages } from '../records';

// A defect that no test of delivery has found: records that come to no outcome.
jest.mock('../../../lambda/failover/dispatch', () => ({ dispatch: async () => [] }));

describe('records that delivery lost sight of', () => {
  it('are never acknowledged: the whole batch comes again, and the metrics say how many', async () => {
    const world = createWorld();
    const failover = createFailover(world.host(), settingsOf());
    const { batchItemFailures } = await failover({ Records: messages(3) }, deadline(world.clock));
    expect(batchItemFailures).toHaveLength(3);
    expect(world.emitted).toMatchObject([{ Received: 3, Delivered: 0, Leaked: 3 }]);
    expect(world.logged).toMatchObject([{ details: { leak: 3 } }]);
  });

  it('fail the invocation where one of the batch cannot be named', async () => {
    const world = createWorld();
    const failover = createFailover(world.host(), settingsOf());
    await expect(failover({ Records: [null, ...messages(3)] }, deadline(world.clock))).rejects.toThrow('3 records');
    expect(world.emitted).toMatchObject([{ Received: 4, Quarantined: 1, Leaked: 3 }]);
  });
});

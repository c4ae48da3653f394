import assert from 'node:assert/strict';
import { kinesis } from '../aws';
import { cameInOrder, namesSeenBy } from '../calls';
import { nameOf } from '../deployment';
import { put, records } from '../records';
import { until } from '../until';
import type { Checks } from './checks';

export const kinesisShards: Checks = {
  async 'takes calls of 500 records at the same time, and each call knows its answer'() {
    const StreamName = nameOf('Wide');
    const Records = Array.from({ length: 500 }, (_, i) => ({ PartitionKey: `${i}`, Data: Buffer.alloc(500) }));
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all([1, 2, 3, 4].map(() => kinesis.putRecords({ StreamName, Records })));
      assert.ok(answers.every((answer) => answer.Records?.length === 500 && !answer.FailedRecordCount));
    }
  },

  async 'loses nothing on resharding, reads parents before children, and keeps the limits'() {
    const batch = (tag: string) => records(60, (i) => ({ name: `${tag}${i}`, key: `r${i % 12}`, ms: 5 }));
    await put('Reshard', batch('a'));
    await reshard(4);
    await put('Reshard', batch('b'));
    await reshard(2);
    await put('Reshard', batch('c'));
    await until('180 records', async () => (await namesSeenBy('OnReshard')).length === 180, 60);
    const seen = await namesSeenBy('OnReshard');
    for (let i = 0; i < 60; i++) {
      assert.ok(cameInOrder(seen, [`a${i}`, `b${i}`, `c${i}`]), `order of ${i}`);
    }
    const { Shards = [] } = await kinesis.listShards({ StreamName: nameOf('Reshard') });
    const open = Shards.filter((shard) => shard.SequenceNumberRange?.EndingSequenceNumber === undefined);
    assert.deepEqual([Shards.length, open.length], [8, 2]);
    assert.ok(open.every((shard) => shard.ParentShardId !== undefined));
    await assert.rejects(reshard(5), /double/);
  },
};

async function reshard(TargetShardCount: number): Promise<void> {
  await kinesis.updateShardCount({
    StreamName: nameOf('Reshard'),
    TargetShardCount,
    ScalingType: 'UNIFORM_SCALING',
  });
}

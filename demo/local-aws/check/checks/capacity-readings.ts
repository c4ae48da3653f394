import assert from 'node:assert/strict';
import { kinesis, sqs, ssm } from '../aws';
import { nameOf } from '../deployment';
import type { Checks } from './checks';

/** What a regulator reads of capacity and load, beside metrics and mappings. */
export const capacityReadings: Checks = {
  async 'gives all parameters under a path, page by page, and no others'() {
    const folder = `/check/${Date.now()}`;
    const wanted = Array.from({ length: 12 }, (_, i) => `${folder}/flow.${i}`);
    const all = [...wanted, `${folder}-else/flow.0`];
    for (const Name of all) await ssm.putParameter({ Name, Value: 'x', Type: 'String' });
    const found: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ssm.getParametersByPath({ Path: `${folder}/`, Recursive: true, MaxResults: 10, NextToken });
      assert.ok((page.Parameters ?? []).length <= 10);
      found.push(...(page.Parameters ?? []).map(({ Name = '' }) => Name));
      ({ NextToken } = page);
    } while (NextToken);
    assert.deepEqual(found.sort(), wanted.sort());
    for (const Name of all) await ssm.deleteParameter({ Name });
  },

  async 'tells what of a queue is visible, in flight and delayed'() {
    const { QueueUrl } = await sqs.createQueue({ QueueName: `check-depth-${Date.now()}` });
    for (const DelaySeconds of [0, 0, 0, 60]) await sqs.sendMessage({ QueueUrl, MessageBody: 'x', DelaySeconds });
    await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 1 });
    const { Attributes } = await sqs.getQueueAttributes({
      QueueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    });
    assert.deepEqual(Attributes, {
      ApproximateNumberOfMessages: '2',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
    });
    await sqs.deleteQueue({ QueueUrl });
  },

  async 'tells the open shards of a stream, by name and by ARN'() {
    const StreamName = nameOf('Regulated');
    const { StreamDescriptionSummary: byName } = await kinesis.describeStreamSummary({ StreamName });
    const { StreamDescriptionSummary: byArn } = await kinesis.describeStreamSummary({ StreamARN: byName?.StreamARN });
    assert.deepEqual([byName?.OpenShardCount, byArn?.OpenShardCount, byArn?.StreamStatus], [1, 1, 'ACTIVE']);
  },
};

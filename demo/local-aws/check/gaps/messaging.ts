import assert from 'node:assert/strict';
import { kinesis, sns, sqs } from '../aws';
import { nameOf } from '../deployment';
import { drain } from '../records';
import type { EvidenceOf } from './evidence';

export const messagingGaps: EvidenceOf = {
  async 'Kinesis: shards take any amount'() {
    const StreamName = nameOf('Wide');
    const Records = Array.from({ length: 500 }, (_, i) => ({ PartitionKey: `${i}`, Data: Buffer.alloc(100) }));
    const answers = await Promise.all([1, 2, 3, 4].map(() => kinesis.putRecords({ StreamName, Records })));
    assert.deepEqual(
      answers.map(({ FailedRecordCount = 0 }) => FailedRecordCount),
      [0, 0, 0, 0],
    );
    await kinesis.updateShardCount({ StreamName, TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' });
    const { StreamDescriptionSummary } = await kinesis.describeStreamSummary({ StreamName });
    assert.deepEqual([StreamDescriptionSummary?.StreamStatus, StreamDescriptionSummary?.OpenShardCount], ['ACTIVE', 2]);
  },

  async 'Kinesis: streams cannot be warmed'() {
    const { StreamDescriptionSummary } = await kinesis.describeStreamSummary({ StreamName: nameOf('Wide') });
    const StreamARN = StreamDescriptionSummary?.StreamARN;
    await assert.rejects(kinesis.updateStreamWarmThroughput({ StreamARN, WarmThroughputMiBps: 2 }), {
      name: 'InvalidAction',
    });
  },

  async 'SNS: e-mail subscriptions'() {
    const TopicArn = nameOf('Topic');
    const { Subscriptions = [] } = await sns.listSubscriptionsByTopic({ TopicArn });
    const mail = Subscriptions.find(({ Protocol }) => Protocol === 'email');
    assert.match(mail?.SubscriptionArn ?? '', /^arn:/);
  },

  async 'SQS: standard queues deliver in order'() {
    const QueueUrl = nameOf('Orderly');
    const bodies = Array.from({ length: 100 }, (_, i) => `${i}`);
    for (const MessageBody of bodies) await sqs.sendMessage({ QueueUrl, MessageBody });
    assert.deepEqual(
      (await drain('Orderly')).map(({ body }) => body),
      bodies,
    );
  },
};

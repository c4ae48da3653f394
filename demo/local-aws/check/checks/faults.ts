import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import { type Fault, FaultSwitch } from '../../faults';
import { callsOf } from '../calls';
import { cloudwatch, dynamodb, sns, sqs } from '../aws';
import { deployment, nameOf } from '../deployment';
import { drain, records, send } from '../records';
import { until } from '../until';
import type { Checks } from './checks';

/** As functions call: with their account's number as access key. */
const asFunction = { maxAttempts: 1, credentials: { accessKeyId: '000000000000', secretAccessKey: 'test' } };

/** Does something while a fault holds, which must have come true at least once. */
async function during(fault: Fault, work: () => Promise<void>): Promise<void> {
  const end = await new FaultSwitch(deployment.emulator.endpoint).on(fault);
  await work().finally(async () => assert.ok((await end()) > 0, `${fault.action} never failed`));
}

export const faults: Checks = {
  async 'refuses a function in the words of the service, and nobody else'() {
    const TableName = nameOf('Table');
    const Key = { pk: { S: 'fault' }, sk: { S: 'none' } };
    const code = 'ProvisionedThroughputExceededException';
    const throttled: Fault = { action: 'dynamodb:*', resource: TableName, effect: 'refuse', status: 400, code };
    await during(throttled, async () => {
      await assert.rejects(new DynamoDB(asFunction).getItem({ TableName, Key }), { name: code });
      await dynamodb.getItem({ TableName, Key });
    });
    await new DynamoDB(asFunction).getItem({ TableName, Key });
    const QueueUrl = nameOf('Measured');
    await during({ action: 'sqs:GetQueueAttributes', effect: 'refuse', resource: QueueUrl }, async () => {
      await assert.rejects(new SQS(asFunction).getQueueAttributes({ QueueUrl }), /not authorized/);
    });
    const s3 = new S3({ ...asFunction, forcePathStyle: true });
    const disabled = { code: 'KMS.DisabledException', status: 400, message: 'the key is disabled' };
    await during({ action: 's3:PutObject', resource: nameOf('Bucket'), effect: 'refuse', ...disabled }, async () => {
      await assert.rejects(s3.putObject({ Bucket: nameOf('Bucket'), Key: 'refused', Body: 'x' }), {
        name: 'KMS.DisabledException',
      });
    });
  },

  async 'is slow, and loses answers of what it did'() {
    const TableName = nameOf('Table');
    const db = new DynamoDB(asFunction);
    const slow: Fault = { action: 'dynamodb:GetItem', resource: TableName, effect: 'delay', millis: 1_000 };
    const began = Date.now();
    await during(
      slow,
      async () => void (await db.getItem({ TableName, Key: { pk: { S: 'fault' }, sk: { S: 'none' } } })),
    );
    assert.ok(Date.now() - began >= 1_000);
    const lost: Fault = { action: 'dynamodb:PutItem', resource: TableName, effect: 'lose', millis: 5_000 };
    const Item = { pk: { S: 'fault' }, sk: { S: 'unanswered' } };
    await during(lost, async () => {
      await assert.rejects(db.putItem({ TableName, Item }, { abortSignal: AbortSignal.timeout(1_000) }));
      const { Item: found } = await dynamodb.getItem({ TableName, Key: Item });
      assert.deepEqual(found, Item);
    });
  },

  async 'hands a batch over again that was taken'() {
    const [{ name }] = await duringRepeats();
    const calls = await until('three calls', async () => {
      const found = (await callsOf('OnRetryQueue')).filter(({ names }) => names.includes(name));
      return found.length >= 3 && found;
    });
    assert.equal(calls.length, 3);
  },

  async 'puts an alert that no subscriber takes into the dead-letter queue of the subscription'() {
    const TopicArn = nameOf('Topic');
    const deadLetterTargetArn = await arnOf('Undelivered');
    const redrive = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn }), FilterPolicy: '{"level":["lost"]}' };
    const subscribe = async (Protocol: string, Endpoint: string): Promise<() => Promise<unknown>> => {
      const { SubscriptionArn } = await sns.subscribe({ TopicArn, Protocol, Endpoint, Attributes: redrive });
      return () => sns.unsubscribe({ SubscriptionArn });
    };
    const MessageAttributes = { level: { DataType: 'String', StringValue: 'lost' } };
    const leave = await subscribe('sqs', `${deadLetterTargetArn}-that-is-not-there`);
    await sns.publish({ TopicArn, Message: 'gone', MessageAttributes });
    await leave();
    const quit = await subscribe('sqs', await arnOf('Measured'));
    await during({ action: 'sns:Deliver', resource: 'Measured', effect: 'refuse' }, async () => {
      await sns.publish({ TopicArn, Message: 'failing', MessageAttributes });
      await sleep(4_000);
    });
    await quit();
    const texts = (await drain('Undelivered')).map(({ body }) => (JSON.parse(body) as { Message: string }).Message);
    assert.deepEqual(texts, ['gone', 'failing']);
  },

  async 'moves messages out of a dead-letter queue as new ones'() {
    const [SourceArn, DestinationArn] = await Promise.all(['Redriven', 'RedrivenTo'].map(arnOf));
    const { MessageId } = await sqs.sendMessage({ QueueUrl: nameOf('Redriven'), MessageBody: 'moved' });
    await sqs.startMessageMoveTask({ SourceArn, DestinationArn });
    await until('the end of the move', async () => {
      const { Results = [] } = await sqs.listMessageMoveTasks({ SourceArn });
      return Results[0]?.Status === 'COMPLETED';
    });
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl: nameOf('RedrivenTo') });
    assert.deepEqual([Messages.length, Messages[0]?.Body], [1, 'moved']);
    assert.notEqual(Messages[0]?.MessageId, MessageId);
  },

  async 'writes into the history of an alarm whether its topic let it in'() {
    await during({ action: 'sns:Publish', resource: nameOf('Locked'), effect: 'refuse' }, () => ring());
    await ring();
    const { AlarmHistoryItems = [] } = await cloudwatch.describeAlarmHistory({
      AlarmName: nameOf('LockedOut'),
      HistoryItemType: 'Action',
    });
    const told = AlarmHistoryItems.map(({ HistorySummary = '' }) => HistorySummary.split(' ')[0]);
    assert.deepEqual(told.sort(), ['Failed', 'Successfully']);
  },
};

async function ring(): Promise<void> {
  for (const StateValue of ['OK', 'ALARM'] as const) {
    await cloudwatch.setAlarmState({ AlarmName: nameOf('LockedOut'), StateValue, StateReason: 'a check' });
  }
}

async function duringRepeats() {
  const list = records(1, () => ({ name: `repeated-${Date.now()}` }));
  const repeated: Fault = { action: 'sqs:Deliver', resource: queueName('RetryQueue'), effect: 'repeat', times: 2 };
  await during(repeated, async () => {
    await send('RetryQueue', list);
    await until('a call', async () =>
      (await callsOf('OnRetryQueue')).some(({ names }) => names.includes(list[0].name)),
    );
  });
  return list;
}

function queueName(output: string): string {
  return nameOf(output).split('/').at(-1)!;
}

async function arnOf(queue: string): Promise<string> {
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: nameOf(queue), AttributeNames: ['QueueArn'] });
  return Attributes?.QueueArn ?? '';
}

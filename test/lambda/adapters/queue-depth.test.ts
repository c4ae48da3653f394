import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import * as sdk from '@aws-sdk/client-sqs';
import { queueDepth } from '../../../lambda/adapters/queue-depth';
import { Engine, startFauxqs } from './engines';
import { pointed, Stub } from './stub';

describe('the depth of a queue', () => {
  let engine: Engine;
  beforeAll(async () => (engine = await startFauxqs()));
  afterAll(() => engine.stop());

  it('is what is visible, and what is in flight or delayed', async () => {
    const client = new (pointed(sdk, engine.url).SQSClient)({});
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'orders' }));
    const depth = queueDepth(pointed(sdk, engine.url));
    expect(await depth(QueueUrl!)).toEqual({ waiting: 0, hidden: 0 });
    for (const DelaySeconds of [0, 0, 0, 60]) {
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', DelaySeconds }));
    }
    await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }));
    expect(await depth(QueueUrl!)).toEqual({ waiting: 2, hidden: 2 });
    client.destroy();
  });

  it('of a queue that is gone is an error', async () => {
    await expect(queueDepth(pointed(sdk, engine.url))(`${engine.url}/000000000000/gone`)).rejects.toThrow();
  });

  it('that is told in part only is not known', async () => {
    const stub = await Stub.start();
    stub.answer = () => ({ body: '{"Attributes":{"ApproximateNumberOfMessages":"3"}}' });
    await expect(queueDepth(pointed(sdk, stub.url))(`${stub.url}/1/orders`)).rejects.toThrow('does not tell');
    await stub.stop();
  });
});

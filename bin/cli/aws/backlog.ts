import type { Aws } from '../host';
import { call, type ClientSettings, lazily } from './clients';

/** How many messages wait in a queue. */
export function backlog(settings: ClientSettings, useQueueUrlAsEndpoint: boolean): Pick<Aws, 'queueDepth'> {
  const sqs = lazily(async () => {
    const sdk = await import('@aws-sdk/client-sqs');
    // A queue's URL holds the host it was created under, which is not always one that this machine reaches.
    return { sdk, client: new sdk.SQSClient({ ...settings, useQueueUrlAsEndpoint }) };
  });
  return {
    queueDepth: (queueUrl) =>
      call('sqs:GetQueueAttributes', arnOf(queueUrl), async () => {
        const { sdk, client } = await sqs();
        const { Attributes } = await client.send(
          new sdk.GetQueueAttributesCommand({
            QueueUrl: queueUrl,
            AttributeNames: [
              'ApproximateNumberOfMessages',
              'ApproximateNumberOfMessagesNotVisible',
              'ApproximateNumberOfMessagesDelayed',
            ],
          }),
        );
        return {
          visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
          inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
          delayed: Number(Attributes?.ApproximateNumberOfMessagesDelayed ?? 0),
        };
      }),
  };
}

/** `https://<host>/<account>/<name>` as a policy names it. */
function arnOf(queueUrl: string): string {
  const [account = '*', name = '*'] = queueUrl.split('/').slice(-2);
  return `arn:aws:sqs:*:${account}:${name}`;
}

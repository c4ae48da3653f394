import type { Aws, Subscription } from '../host';
import { call, type ClientSettings, lazily } from './clients';

/** The topic that alarms tell. */
export function alertTopic(settings: ClientSettings): Pick<Aws, 'subscriptions' | 'publish'> {
  const sns = lazily(async () => {
    const sdk = await import('@aws-sdk/client-sns');
    return { sdk, client: new sdk.SNSClient(settings) };
  });
  return {
    subscriptions: (topicArn) =>
      call('sns:ListSubscriptionsByTopic', topicArn, async () => {
        const { sdk, client } = await sns();
        const found: Subscription[] = [];
        for await (const page of sdk.paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn })) {
          for (const { Protocol = '', Endpoint = '', SubscriptionArn = '' } of page.Subscriptions ?? []) {
            found.push({ protocol: Protocol, address: Endpoint, confirmed: SubscriptionArn.startsWith('arn:') });
          }
        }
        return found;
      }),

    publish: (topicArn, subject, message) =>
      call('sns:Publish', topicArn, async () => {
        const { sdk, client } = await sns();
        const command = new sdk.PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message });
        return (await client.send(command)).MessageId ?? '';
      }),
  };
}

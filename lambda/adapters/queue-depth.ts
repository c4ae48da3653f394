import type * as Sdk from '@aws-sdk/client-sqs';
import type { RegulatorHost } from '../scaling/host';
import { QUICK } from './client-config';

const VISIBLE = 'ApproximateNumberOfMessages';
const HIDDEN = ['ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'] as const;

/** Messages in a queue. */
export function queueDepth({ GetQueueAttributesCommand, SQSClient }: typeof Sdk): RegulatorHost['queue'] {
  const client = new SQSClient(QUICK);
  return async (queueUrl) => {
    const ask = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [VISIBLE, ...HIDDEN] });
    const { Attributes = {} } = await client.send(ask);
    const [waiting, inFlight, delayed] = ([VISIBLE, ...HIDDEN] as const).map((name) => Number(Attributes[name] ?? NaN));
    const hidden = inFlight + delayed;
    if (!Number.isFinite(waiting + hidden)) throw new Error(`${queueUrl} does not tell its number of messages`);
    return { waiting, hidden };
  };
}

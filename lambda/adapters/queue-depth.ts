import type * as Sdk from '@aws-sdk/client-sqs';
import type { RegulatorHost } from '../scaling/host';
import { QUICK } from './client-config';

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** Messages in a queue. */
export function queueDepth({ GetQueueAttributesCommand, SQSClient }: typeof Sdk): RegulatorHost['waiting'] {
  const client = new SQSClient(QUICK);
  return async (queueUrl) => {
    const ask = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...COUNTS] });
    const { Attributes = {} } = await client.send(ask);
    const counts = COUNTS.map((name) => Number(Attributes[name] ?? NaN));
    if (!counts.every(Number.isFinite)) throw new Error(`${queueUrl} does not tell its number of messages`);
    return counts.reduce((sum, count) => sum + count, 0);
  };
}

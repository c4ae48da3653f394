import { kinesis, sqs } from './aws';
import { nameOf } from './deployment';

/** A record that says what the handler is to do with it. */
export interface CheckRecord {
  readonly name: string;
  /** Partition key or message group. */
  readonly key?: string;
  /** How long its handling takes. */
  readonly ms?: number;
  /** How its handling fails; it does not by default. */
  readonly act?: 'report' | 'unknown' | 'null' | 'throw' | 'kill';
  /** How often it fails before it succeeds; always by default. */
  readonly times?: number;
}

export function records(count: number, make: (index: number) => CheckRecord): CheckRecord[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Put into a stream with one call, so that the records are next to each other. */
export async function put(stream: string, list: readonly CheckRecord[]): Promise<void> {
  await kinesis.putRecords({
    StreamName: nameOf(stream),
    Records: list.map(({ key, ...rest }) => ({
      PartitionKey: key ?? 'same',
      Data: Buffer.from(JSON.stringify(rest)),
    })),
  });
}

export async function send(queue: string, list: readonly CheckRecord[]): Promise<void> {
  for (let from = 0; from < list.length; from += 10) {
    await sqs.sendMessageBatch({
      QueueUrl: nameOf(queue),
      Entries: list.slice(from, from + 10).map(({ key, ...rest }, index) => ({
        Id: `m${index}`,
        MessageBody: JSON.stringify(rest),
        MessageGroupId: key,
      })),
    });
  }
}

export interface Received {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Take all that is visible in a queue. */
export async function drain(queue: string): Promise<Received[]> {
  const found: Received[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.receiveMessage({
      QueueUrl: nameOf(queue),
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
    });
    if (Messages.length === 0) return found;
    for (const { Body = '', Attributes = {}, ReceiptHandle } of Messages) {
      found.push({ body: Body, attributes: Attributes });
      await sqs.deleteMessage({ QueueUrl: nameOf(queue), ReceiptHandle });
    }
  }
}

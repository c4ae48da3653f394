import { Duration } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { CheckStack } from './check-stack';

type Mapping = Partial<sources.SqsEventSourceProps>;

/** As short as a check can wait, as long as a cold start on a busy machine takes. */
const VISIBILITY = Duration.seconds(5);

/** One queue with its own function per behaviour of a mapping. */
export function addQueues(stack: CheckStack): void {
  addQueue(stack, 'Bulk', { batchSize: 100, maxBatchingWindow: Duration.seconds(1), maxConcurrency: 3 });
  addQueue(stack, 'Retry', { batchSize: 10 });
  addQueue(stack, 'Fail', { batchSize: 1 }, { dead: true });
  addQueue(stack, 'Misnamed', { batchSize: 10 });
  addQueue(stack, 'Busy', { batchSize: 10 });
  addQueue(stack, 'Regulated', { batchSize: 10, maxConcurrency: 2 });
  addQueue(stack, 'Fifo', { batchSize: 3, maxConcurrency: 4 }, { fifo: true });

  const dead = new sqs.Queue(stack, 'RejectedDead');
  const rejected = new sqs.Queue(stack, 'Rejected', { deadLetterQueue: { queue: dead, maxReceiveCount: 1 } });
  stack.output('Rejected', rejected.queueUrl);
  stack.output('RejectedDead', dead.queueUrl);
  for (const name of ['Measured', 'Orderly', 'Undelivered', 'Redriven', 'RedrivenTo'])
    stack.output(name, new sqs.Queue(stack, name).queueUrl);
}

function addQueue(stack: CheckStack, name: string, mapping: Mapping, kind: { fifo?: true; dead?: true } = {}): void {
  const dead = kind.dead && new sqs.Queue(stack, `${name}Dead`);
  const queue = new sqs.Queue(stack, `${name}Queue`, {
    visibilityTimeout: VISIBILITY,
    enforceSSL: true,
    ...(kind.fifo && { fifo: true, contentBasedDeduplication: true }),
    ...(dead && { deadLetterQueue: { queue: dead, maxReceiveCount: 3 } }),
  });
  stack.output(`${name}Queue`, queue.queueUrl);
  if (dead) stack.output(`${name}Dead`, dead.queueUrl);
  const handler = stack.handler(`On${name}Queue`, { timeout: VISIBILITY });
  handler.addEventSource(new sources.SqsEventSource(queue, { reportBatchItemFailures: true, ...mapping }));
}

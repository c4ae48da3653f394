import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { type ITarget, type TargetConfig, TargetKind } from './target';

/** An SQS queue, standard or FIFO: another service's job queue. */
export class QueueTarget implements ITarget {
  /** @param queue the queue to send to */
  constructor(private readonly queue: sqs.IQueue) {}

  /** Lets the handler send to the queue. */
  public bind(handler: lambda.IFunction): TargetConfig {
    this.queue.grantSendMessages(handler);
    return {
      kind: TargetKind.QUEUE,
      queueUrl: this.queue.queueUrl,
      fifo: this.queue.fifo,
      resourceArn: this.queue.queueArn,
      resource: this.queue,
    };
  }
}

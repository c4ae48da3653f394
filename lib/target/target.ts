import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

/** Kinds of service that records go to. */
export enum TargetKind {
  /** A Lambda function that takes the native event of the source. */
  FUNCTION = 'function',
  /** Amazon SQS. */
  QUEUE = 'queue',
  /** Amazon Kinesis Data Streams. */
  STREAM = 'stream',
  /** An HTTP endpoint. */
  HTTP = 'http',
}

/** Plain settings of a target, handed to the handlers. */
export interface TargetConfig {
  /** Kind of service; it says which of the other fields are set. */
  readonly kind: TargetKind;

  /**
   * The construct behind the target, to find loops.
   *
   * @default - none
   */
  readonly resource?: IConstruct;

  /**
   * ARN of the target, to find loops.
   *
   * @default - none
   */
  readonly resourceArn?: string;

  /**
   * ARN of the function.
   *
   * @default - the target is no function
   */
  readonly functionArn?: string;

  /**
   * URL of the queue.
   *
   * @default - the target is no queue
   */
  readonly queueUrl?: string;

  /**
   * Whether the queue is a FIFO queue.
   *
   * @default - a standard queue
   */
  readonly fifo?: boolean;

  /**
   * Name of the stream.
   *
   * @default - the target is no stream
   */
  readonly streamName?: string;

  /**
   * Address that records are posted to.
   *
   * @default - the target is no HTTP endpoint
   */
  readonly url?: string;

  /**
   * Milliseconds to wait for an answer.
   *
   * @default - the target is no HTTP endpoint
   */
  readonly timeoutMillis?: number;

  /**
   * Headers sent with each request.
   *
   * @default - none
   */
  readonly headers?: { readonly [name: string]: string };
}

/** Where records go. */
export interface ITarget {
  /**
   * Lets a handler deliver to the target. Called once for the failover handler and once for the replay worker.
   *
   * @param handler the function that delivers
   */
  bind(handler: lambda.IFunction): TargetConfig;
}

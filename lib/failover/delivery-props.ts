import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { ReprocessingBuffer } from '../buffer/reprocessing-buffer';
import type { ITarget } from '../target/target';
import type { BreakerOptions } from './breaker-options';
import type { IdempotencyOptions } from './idempotency-options';

/** What live delivery and replay have in common. */
export interface DeliveryProps {
  /** Where records go. */
  readonly target: ITarget;

  /**
   * Where records go while the target is down.
   *
   * @default - into the reprocessing buffer
   */
  readonly fallback?: ITarget;

  /**
   * Name of the pipeline: dimension of its metrics, folder in its buffer, address for the CLI. Letters, digits, hyphens,
   * underscores and dots, at most 100; unique in the account and region.
   *
   * @default - the stack's name and the construct's path
   */
  readonly pipelineName?: string;

  /**
   * Table of the shared breaker and of replay claims, with a string partition key `pk` and the TTL attribute `expiresAt`.
   *
   * @default - a new on-demand table
   */
  readonly stateTable?: dynamodb.ITable;

  /**
   * When the target counts as down.
   *
   * @default - after 3 failed calls; probed after 10 seconds, then ever more rarely up to every 2 minutes
   */
  readonly breaker?: BreakerOptions;

  /**
   * Keeps records from being delivered twice, for targets that are not idempotent by themselves. Each record costs two writes of
   * the state table.
   *
   * @default - delivery at least once: targets must be idempotent by the record's id
   */
  readonly idempotency?: IdempotencyOptions;

  /**
   * Replays after which a record that a healthy target keeps refusing is quarantined: 1 to 100.
   *
   * @default - 5
   */
  readonly maxReplays?: number;

  /**
   * Whether metrics are stored by the second, which alarm periods below a minute need.
   *
   * @default - by the minute, or as the alarms of a pipeline need it
   */
  readonly highResolutionMetrics?: boolean;

  /**
   * Memory in MiB.
   *
   * @default - 512
   */
  readonly memorySize?: number;

  /**
   * Node.js runtime of the function.
   *
   * @default - Node.js 24
   */
  readonly runtime?: lambda.Runtime;

  /**
   * Processor of the function.
   *
   * @default - ARM, which costs a fifth less
   */
  readonly architecture?: lambda.Architecture;

  /**
   * How long logs are kept.
   *
   * @default - one month
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What happens to the queues, streams, buffer and key created here when they leave the stack.
   *
   * @default - they stay, with the data in them
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** `DeliveryProps` with the place for what cannot be delivered. */
export interface BufferedDeliveryProps extends DeliveryProps {
  /**
   * Where records stay that no target can take.
   *
   * @default - a new, encrypted bucket
   */
  readonly buffer?: ReprocessingBuffer;
}

import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { RegulationMode } from './regulation-mode';

/** Properties of `Regulator`. */
export interface RegulatorProps {
  /**
   * Name of the regulator: folder of its flows in Parameter Store, dimension of its metrics. Letters, digits, hyphens,
   * underscores and dots, at most 100; unique in the account and region.
   *
   * @default - the stack's name and the construct's path
   */
  readonly regulatorName?: string;

  /**
   * Whether decisions are set or only journalled, where a pipeline does not say. Observing first shows on your own load what
   * acting would do.
   *
   * @default RegulationMode.ACT
   */
  readonly mode?: RegulationMode;

  /**
   * Table of what is learned, with a string partition key `pk` and the TTL attribute `expiresAt`; that of a pipeline serves.
   *
   * @default - a new on-demand table
   */
  readonly stateTable?: dynamodb.ITable;

  /**
   * An existing topic for alarms, e.g. `alerts.topic` of a pipeline.
   *
   * @default - a new topic
   */
  readonly alertTopic?: sns.ITopic;

  /**
   * Addresses that are told of alarms; each must confirm a mail from AWS.
   *
   * @default - nobody, which is warned of at synth
   */
  readonly alertEmails?: string[];

  /**
   * Whether the regulator has alarms of its own. Without them, hand `AlarmRules.forRegulator` to a `FlowMonitor`.
   *
   * @default - it has
   */
  readonly alarms?: boolean;

  /**
   * Memory in MiB.
   *
   * @default - 256
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
   * Whether ticks are traced by X-Ray. No record passes through the regulator, and a trace a minute costs $0.22 a month.
   *
   * @default - they are not
   */
  readonly tracing?: lambda.Tracing;

  /**
   * How long the journal is kept.
   *
   * @default - one month
   */
  readonly logRetention?: logs.RetentionDays;
}

import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ReprocessingBuffer } from '../buffer/reprocessing-buffer';
import { METRIC, NAMESPACE, PIPELINE_DIMENSION } from '../contract/metrics';
import { type DeadLetterSettings, SETTINGS_VARIABLE } from '../contract/settings';
import { createHandlerFunction } from '../private/handler-function';
import { checkNumbers } from '../private/number-rules';
import { pipelineNameOf } from '../private/pipeline-name';
import { refuseOtherRegion } from '../private/region-rules';
import { knownQueueSettings, VISIBILITY_FACTOR } from '../source/queue-settings';

/** Properties of `DeadLetterConsumer`. */
export interface DeadLetterConsumerProps {
  /** The dead-letter queue, standard or FIFO, also an imported one. Nobody else should consume it. */
  readonly queue: sqs.IQueue;

  /** Where the messages go: under `quarantined/`. */
  readonly buffer: ReprocessingBuffer;

  /**
   * Name of the pipeline whose replay brings them back, e.g. `pipelineName` of a `DataPipeline`.
   *
   * @default - the stack's name and the construct's path
   */
  readonly pipelineName?: string;

  /**
   * Batches at a time: 2 to 1,000. Whatever dead-letters messages may leave little concurrency to live traffic.
   *
   * @default - 2
   */
  readonly maxConcurrency?: number;

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
}

/** The largest batch that needs no window; each message is an object of its own anyway. */
const BATCH_SIZE = 10;

/** What SQS hides a message for where nobody says otherwise; taken for an imported queue, too. */
const DEFAULT_VISIBILITY_SECONDS = 30;

/** More than ten objects ever take. */
const LONGEST_RUN_SECONDS = 60;

/**
 * Brings dead letters into the lake within seconds, long before their queue forgets them: whole, with all attributes, one object
 * a message under `quarantined/`, from where `sluice replay --prefix quarantined` hands them to the target under the same id.
 *
 * A message is deleted only once it is stored; what is not stored becomes visible again. Watch it with
 * `AlarmRules.forDeadLetterConsumer`.
 *
 * @example
 * new DeadLetterConsumer(this, 'DeadLetters', { queue, buffer: pipeline.buffer, pipelineName: pipeline.pipelineName });
 */
export class DeadLetterConsumer extends Construct {
  /** The function that stores them. */
  public readonly function: lambda.Function;
  /** The queue that it empties. */
  public readonly queue: sqs.IQueue;
  /** Name of the pipeline to which the records belong. */
  public readonly pipelineName: string;

  /**
   * @param scope where the consumer goes
   * @param id its name there
   * @param props the queue, the buffer, and what is to differ from the defaults
   */
  constructor(scope: Construct, id: string, props: DeadLetterConsumerProps) {
    super(scope, id);
    this.queue = props.queue;
    this.pipelineName = pipelineNameOf(this, props.pipelineName);
    refuseOtherRegion(this, 'queue', props.queue);
    checkNumbers(
      this,
      { maxConcurrency: { code: 'SLUICE_MAX_CONCURRENCY', min: 2, max: 1_000 } },
      { maxConcurrency: props.maxConcurrency },
    );
    this.function = this.createFunction(props);
    props.buffer.grantQuarantine(this.function, this.pipelineName);
    props.queue.grantConsumeMessages(this.function);
    new lambda.EventSourceMapping(this, 'Mapping', {
      target: this.function,
      eventSourceArn: props.queue.queueArn,
      batchSize: BATCH_SIZE,
      maxConcurrency: props.maxConcurrency ?? 2,
      reportBatchItemFailures: true,
    });
  }

  /** Dead letters that were stored. Published only when there are any. */
  public metricStored(): Metric {
    return new Metric({
      namespace: NAMESPACE,
      metricName: METRIC.deadLettered,
      dimensionsMap: { [PIPELINE_DIMENSION]: this.pipelineName },
      statistic: Stats.SUM,
      period: Duration.minutes(1),
    });
  }

  private createFunction(props: DeadLetterConsumerProps): lambda.Function {
    const settings: DeadLetterSettings = { pipeline: this.pipelineName, bucket: props.buffer.bucket.bucketName };
    const handler = createHandlerFunction(this, {
      ...props,
      asset: 'dead-letters',
      description: 'Sluice: brings dead letters into the lake',
      memorySize: 256,
      timeout: this.timeoutFor(props.queue),
    });
    handler.addEnvironment(SETTINGS_VARIABLE, Stack.of(this).toJsonString(settings));
    return handler;
  }

  /** A message must stay hidden for six runs, as of any queue; the queue is there already, so the run is what fits. */
  private timeoutFor(queue: sqs.IQueue): Duration {
    const visibility = knownQueueSettings(queue)?.visibilitySeconds ?? DEFAULT_VISIBILITY_SECONDS;
    const known = Token.isUnresolved(visibility) ? DEFAULT_VISIBILITY_SECONDS : visibility;
    checkNumbers(
      this,
      { visibility: { code: 'SLUICE_VISIBILITY', min: VISIBILITY_FACTOR, max: 43_200, unit: ' seconds' } },
      { visibility: known },
    );
    return Duration.seconds(Math.min(LONGEST_RUN_SECONDS, Math.floor(known / VISIBILITY_FACTOR)));
  }
}

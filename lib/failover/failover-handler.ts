import { Annotations, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ReprocessingBuffer } from '../buffer/reprocessing-buffer';
import { createDelivery, type Delivery } from '../private/delivery';
import { refuseLoop } from '../private/loop-rules';
import { warnOfLostOrder } from '../private/order-rules';
import { pipelineNameOf } from '../private/pipeline-name';
import { refuseOtherRegion } from '../private/region-rules';
import type { Replay } from '../replay/replay';
import type { ISource, SourceConfig } from '../source/source';
import type { BufferedDeliveryProps } from './delivery-props';

/** Properties of `FailoverHandler`. */
export interface FailoverHandlerProps extends BufferedDeliveryProps {
  /**
   * Longest run of one invocation: 1 second to 15 minutes.
   *
   * @default - 1 minute
   */
  readonly timeout?: Duration;

  /**
   * Whether every received record is kept in the buffer's `archive/` before it is acknowledged.
   *
   * @default - every record is kept
   */
  readonly archive?: boolean;

  /**
   * Replay to start when a target that was down is healthy again.
   *
   * @default - spilled records stay in the buffer until they are replayed by other means
   */
  readonly replay?: Replay;
}

/**
 * The Lambda function between a source and its targets: it delivers, diverts to the fallback while the target is down,
 * spills to the reprocessing buffer while both are, and quarantines records that a healthy target refuses.
 */
export class FailoverHandler extends Construct {
  /** The function. */
  public readonly function: lambda.Function;
  /** Where records stay that no target can take. */
  public readonly buffer: ReprocessingBuffer;
  /** Table of the shared breaker. */
  public readonly stateTable: dynamodb.ITable;
  /** Name of the pipeline. */
  public readonly pipelineName: string;
  /** Longest run of one invocation. */
  public readonly timeout: Duration;
  /** What happens to queues and streams that sources create for this handler. */
  public readonly removalPolicy: RemovalPolicy;

  private readonly delivery: Delivery;
  private readonly replay?: Replay;
  private readonly sources: { readonly ordered: boolean; readonly config: SourceConfig }[] = [];

  /**
   * @param scope where the handler goes
   * @param id its name there
   * @param props the target, and what is to differ from the defaults
   */
  constructor(scope: Construct, id: string, props: FailoverHandlerProps) {
    super(scope, id);
    this.pipelineName = pipelineNameOf(this, props.pipelineName);
    this.timeout = props.timeout ?? Duration.minutes(1);
    this.removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    this.buffer = props.buffer ?? new ReprocessingBuffer(this, 'Buffer', { removalPolicy: this.removalPolicy });
    this.delivery = createDelivery(
      this,
      {
        asset: 'failover',
        description: 'Sluice: delivers, diverts, spills and quarantines records',
        timeout: this.timeout,
        pipelineName: this.pipelineName,
        buffer: this.buffer,
        lateSettings: () => ({
          ordered: this.sources.some((source) => source.ordered),
          maxReceives: this.maxReceives(),
          archive: props.archive ?? true,
          replayStateMachineArn: props.replay?.stateMachine.stateMachineArn,
        }),
      },
      props,
    );
    this.function = this.delivery.function;
    this.stateTable = this.delivery.stateTable;
    this.buffer.grantWrite(this.function, this.pipelineName);
    this.replay = props.replay;
    this.replay?.grantStart(this.function);
  }

  /**
   * Lets a source call the handler.
   *
   * @param source where records come from
   * @param scope where the resources of the source go; within the handler by default
   */
  public consume(source: ISource, scope?: Construct): SourceConfig {
    const suffix = this.sources.length === 0 ? '' : `${this.sources.length + 1}`;
    const config = source.bind(scope ?? new Construct(this, `Source${suffix}`), this);
    refuseOtherRegion(this, 'source', config.queue ?? config.stream);
    const { primary, fallback } = this.delivery;
    const targets = fallback ? [primary, fallback] : [primary];
    refuseLoop(this, { resource: config.queue ?? config.stream, resourceArn: config.sourceArn }, targets);
    if (source.ordered) warnOfLostOrder(this, targets);
    if (config.stream) this.replayGivenUp(config.mapping);
    this.sources.push({ ordered: source.ordered, config });
    return config;
  }

  /** The replay's schedule names the mapping, and the handler the replay: two stacks would need each other. */
  private replayGivenUp(mapping: lambda.IEventSourceMapping): void {
    if (!this.replay) return;
    if (Stack.of(this.replay) === Stack.of(mapping)) return this.replay.includeGivenUp(mapping);
    Annotations.of(this).addWarningV2(
      'cdk-sluice:givenUpElsewhere',
      `the replay is in another stack: batches that Lambda gives up on come back only by 'sluice replay ${this.pipelineName} --prefix aws/lambda/'`,
    );
  }

  /** With several sources the strictest limit counts: storing a record early loses nothing. */
  private maxReceives(): number | undefined {
    const limits = this.sources.flatMap(({ config }) => config.maxReceives ?? []);
    return limits.length > 0 ? Math.min(...limits) : undefined;
  }
}

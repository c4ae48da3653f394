import { Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ReprocessingBuffer } from '../buffer/reprocessing-buffer';
import { givenUpPrefix, zonePrefix } from '../contract/lake';
import type { LiveLagSettings } from '../contract/replay';
import type { BufferedDeliveryProps } from '../failover/delivery-props';
import { createDelivery } from '../private/delivery';
import { pipelineNameOf } from '../private/pipeline-name';
import { SluiceError } from '../private/sluice-error';
import { lagStatements } from './lag-permissions';
import { createReplayStateMachine } from './replay-state-machine';

/** Properties of `Replay`. */
export interface ReplayProps extends BufferedDeliveryProps {
  /**
   * An existing bucket with records to replay, instead of a buffer.
   *
   * @default - the buffer
   */
  readonly bucket?: s3.IBucket;

  /**
   * Longest time for one object: 1 second to 15 minutes. What is left over is replayed by the next run.
   *
   * @default - 5 minutes
   */
  readonly timeout?: Duration;

  /**
   * Whether records of one key or message group must be replayed in order. It is kept within an object of the buffer;
   * objects are replayed side by side.
   *
   * @default - in any order
   */
  readonly ordered?: boolean;

  /**
   * Whether spilled records, and batches that Lambda gave up on, are looked for every minute and replayed as soon as a target
   * is healthy.
   *
   * @default - they are
   */
  readonly sweep?: boolean;
}

/**
 * The way back from the reprocessing buffer: bounded, paced, in a lane of its own, safe to run twice.
 *
 * Start it with `sluice replay`, or let the failover handler and the sweeper start it.
 */
export class Replay extends Construct {
  /** The function that replays one object at a time. */
  public readonly function: lambda.Function;
  /** The state machine that hands it the objects. */
  public readonly stateMachine: sfn.StateMachine;
  /** The lake it reads. */
  public readonly buffer: ReprocessingBuffer;
  /** Table of the shared breaker and of replay claims. */
  public readonly stateTable: dynamodb.ITable;
  /** Name of the pipeline whose records are replayed. */
  public readonly pipelineName: string;

  private readonly sweptPrefixes: string[];
  private sweepPolicy?: iam.Policy;
  private liveLag?: LiveLagSettings;

  /**
   * @param scope where the replay goes
   * @param id its name there
   * @param props the target, the buffer, and what is to differ from the defaults
   */
  constructor(scope: Construct, id: string, props: ReplayProps) {
    super(scope, id);
    this.pipelineName = pipelineNameOf(this, props.pipelineName);
    this.sweptPrefixes = [zonePrefix('spilled', this.pipelineName)];
    this.buffer = this.bufferOf(props);
    const delivery = createDelivery(
      this,
      {
        asset: 'replay',
        description: 'Sluice: replays records from the reprocessing buffer',
        timeout: props.timeout ?? Duration.minutes(5),
        pipelineName: this.pipelineName,
        buffer: this.buffer,
        lateSettings: () => ({ ordered: props.ordered ?? false, archive: false }),
      },
      props,
    );
    this.function = delivery.function;
    this.stateTable = delivery.stateTable;
    this.buffer.grantReplay(this.function, this.pipelineName);
    this.stateMachine = createReplayStateMachine(this, this.function, this);
    if (props.sweep ?? true) this.createSweeper();
  }

  /**
   * Brings back by itself, as what was spilled, also the batches that Lambda gives up on. Does nothing for a mapping of another
   * stack, which depends on this one: replay these with `sluice replay --prefix aws/lambda`.
   *
   * @param mapping the event source mapping of a stream, with the buffer as its destination on failure
   */
  public includeGivenUp(mapping: lambda.IEventSourceMapping): void {
    if (Stack.of(mapping) === Stack.of(this)) this.sweptPrefixes.push(givenUpPrefix(mapping.eventSourceMappingId));
  }

  /**
   * Gives way to live traffic: each minute that a replay runs side by side, the number of objects at a time is halved where live
   * records wait for longer than the objective, and grows again up to what was asked for where they do not.
   *
   * @param lag the longest wait of a live record, as `source.metrics.age` of a pipeline
   * @param objective how long a live record may wait
   * @param unitsPerSecond 1 for a metric in seconds, 1,000 for one in milliseconds
   */
  public yieldTo(lag: cloudwatch.IMetric, objective: Duration, unitsPerSecond: number = 1): void {
    const { metricStat } = lag.toMetricConfig();
    if (!metricStat || !this.sweepPolicy) {
      const got = metricStat ? 'a replay without a sweep' : 'an expression';
      throw new SluiceError(this, 'SLUICE_REPLAY', `lag must be a plain metric, of a replay that sweeps, got ${got}`);
    }
    this.liveLag = {
      namespace: metricStat.namespace,
      name: metricStat.metricName,
      dimensions: Object.fromEntries((metricStat.dimensions ?? []).map(({ name, value }) => [name, String(value)])),
      unitsPerSecond,
      objectiveSeconds: objective.toSeconds(),
    };
    this.sweepPolicy.addStatements(...lagStatements(this.stateMachine));
  }

  /**
   * Allows to start a replay.
   *
   * @param grantee who is allowed
   */
  public grantStart(grantee: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantStartExecution(grantee);
  }

  private bufferOf(props: ReplayProps): ReprocessingBuffer {
    if (props.buffer && props.bucket) {
      throw new SluiceError(this, 'SLUICE_BUFFER', 'bucket must be left out where a buffer is given, got both');
    }
    return (
      props.buffer ??
      new ReprocessingBuffer(this, 'Buffer', {
        bucket: props.bucket,
        removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      })
    );
  }

  /** Finds what no recovery announced, e.g. records spilled by an environment that died right after, and what Lambda gave up. */
  private createSweeper(): void {
    const { stateMachineArn } = this.stateMachine;
    // A policy apart from the role's own: the function waits for that one, and the state machine for the function.
    this.sweepPolicy = new iam.Policy(this, 'SweepPolicy', {
      roles: this.function.role ? [this.function.role] : [],
      statements: [
        new iam.PolicyStatement({
          actions: ['states:StartExecution', 'states:ListExecutions'],
          resources: [stateMachineArn],
        }),
      ],
    });
    new events.Rule(this, 'Sweeper', {
      description: 'Sluice: replays spilled records once a target is healthy',
      schedule: events.Schedule.rate(Duration.minutes(1)),
      targets: [
        new targets.LambdaFunction(this.function, {
          event: events.RuleTargetInput.fromObject({
            sweep: true,
            stateMachineArn,
            prefixes: Lazy.list({ produce: () => this.sweptPrefixes }),
            liveLag: Lazy.any({ produce: () => this.liveLag }),
          }),
        }),
      ],
    });
  }
}

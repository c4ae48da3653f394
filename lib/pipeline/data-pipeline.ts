import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ReprocessingBuffer } from '../buffer/reprocessing-buffer';
import { DeadLetterConsumer } from '../dead-letters/dead-letter-consumer';
import type { BufferedDeliveryProps } from '../failover/delivery-props';
import { FailoverHandler } from '../failover/failover-handler';
import { checkResolution } from '../monitoring/alarm-rule-checks';
import { AlertTopic } from '../monitoring/alert-topic';
import { FlowDashboard } from '../monitoring/flow-dashboard';
import { FlowMetrics } from '../monitoring/flow-metrics';
import type { FlowMonitor } from '../monitoring/flow-monitor';
import { isHighResolution } from '../private/metric-resolution';
import { pipelineNameOf } from '../private/pipeline-name';
import { SluiceError } from '../private/sluice-error';
import { createStateTable } from '../private/state-table';
import { Replay } from '../replay/replay';
import type { Regulator } from '../scaling/regulator';
import type { ISource, SourceConfig } from '../source/source';
import { createCompaction } from './default-compaction';
import { createMonitor } from './default-monitor';
import { createRegulation, paceOf } from './default-regulation';
import { writeDirectory } from './directory';
import type { MonitoringOptions } from './monitoring-options';
import type { RegulationOptions } from './regulation-options';

/** As the regulator's own. */
const DEFAULT_LAG_OBJECTIVE = Duration.minutes(1);

/** Properties of `DataPipeline`. */
export interface DataPipelineProps extends BufferedDeliveryProps {
  /** Where records come from. */
  readonly source: ISource;

  /**
   * Longest run of one invocation of the failover handler: 1 second to 15 minutes.
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
   * Whether dead letters are brought into the buffer before their queue forgets them. Of a dead-letter queue that the pipeline did
   * not create they never are: somebody else may consume it. A `DeadLetterConsumer` of your own does it there.
   *
   * @default - they are, for at most $0.26 a month while there are none
   */
  readonly keepDeadLetters?: boolean;

  /**
   * Whether small objects of the archive are merged into large ones, hourly: worth it from some ten batches a second on.
   *
   * @default - they stay as they were written
   */
  readonly compactArchive?: boolean;

  /**
   * An existing topic for alarms, e.g. `alerts.topic` of another pipeline.
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
   * Customer-managed key of the buffer and the alert topic.
   *
   * @default - a new key with rotation
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Alarms and dashboard.
   *
   * @default - all default alarms with a period of one minute, and a dashboard
   */
  readonly monitoring?: MonitoringOptions;

  /**
   * What the pipeline sets by itself as its load asks for.
   *
   * @default - what costs nothing and is not given: the concurrency of a standard queue, the parallelization factor of a stream
   */
  readonly regulation?: RegulationOptions;
}

/**
 * A data pipeline that loses nothing: source, failover handler, target and fallback, reprocessing buffer with replay,
 * alarms that arrive, and a dashboard.
 *
 * @example
 * new DataPipeline(this, 'Orders', {
 *   source: new QueueSource(),
 *   target: new FunctionTarget(worker),
 *   fallback: new FunctionTarget(standby),
 *   alertEmails: ['ops@example.com'],
 * });
 */
export class DataPipeline extends Construct {
  /** Name of the pipeline, by which the CLI finds it. */
  public readonly pipelineName: string;
  /** Customer-managed key of the buffer and the alert topic; absent where both exist already. */
  public readonly encryptionKey?: kms.IKey;
  /** The lake that keeps what must not be lost. */
  public readonly buffer: ReprocessingBuffer;
  /** Table of the shared breaker. */
  public readonly stateTable: dynamodb.ITable;
  /** The way back from the buffer. */
  public readonly replay: Replay;
  /** The function between source and targets. */
  public readonly handler: FailoverHandler;
  /** Where records come from. */
  public readonly source: SourceConfig;
  /** What brings dead letters into the buffer; absent where the pipeline created no dead-letter queue, or where it is switched off. */
  public readonly deadLetters?: DeadLetterConsumer;
  /** Who is told of alarms. */
  public readonly alerts: AlertTopic;
  /** What sets the capacity of the pipeline; absent where there is nothing to set. */
  public readonly regulator?: Regulator;
  /** What the pipeline measures about itself. */
  public readonly metrics: FlowMetrics;
  /** The alarms. */
  public readonly monitor: FlowMonitor;
  /** The dashboard; absent where it is switched off. */
  public readonly dashboard?: FlowDashboard;

  /**
   * @param scope where the pipeline goes
   * @param id its name there
   * @param props source, target, and what is to differ from the defaults
   */
  constructor(scope: Construct, id: string, props: DataPipelineProps) {
    super(scope, id);
    checkResolution(this, props.monitoring?.resolution);
    this.pipelineName = pipelineNameOf(this, props.pipelineName);
    this.encryptionKey = this.keyOf(props);
    this.buffer = props.buffer ?? this.createBuffer(props);
    this.stateTable = props.stateTable ?? createStateTable(this);

    const delivery = {
      ...props,
      pipelineName: this.pipelineName,
      buffer: this.buffer,
      stateTable: this.stateTable,
      highResolutionMetrics: props.highResolutionMetrics ?? needsHighResolution(props),
    };
    this.replay = new Replay(this, 'Replay', { ...delivery, timeout: undefined, ordered: props.source.ordered });
    if (props.compactArchive) createCompaction(this, this);
    this.handler = new FailoverHandler(this, 'Handler', { ...delivery, replay: this.replay });
    this.source = this.handler.consume(props.source, new Construct(this, 'Source'));
    this.deadLetters = this.consumeDeadLetters(props);

    this.makeRoom(props);
    this.regulator = createRegulation(this, this, props, props.regulation);
    this.alerts = this.createAlerts(props);
    this.metrics = new FlowMetrics(this.pipelineName, props.monitoring?.resolution);
    this.monitor = createMonitor(
      this,
      { ...this, regulator: props.regulation?.regulator ? undefined : this.regulator },
      props.monitoring,
    );
    this.dashboard = (props.monitoring?.dashboard ?? true) ? this.createDashboard() : undefined;
    writeDirectory(this);
  }

  /**
   * Allows to put records into the source.
   *
   * @param grantee who is allowed
   */
  public grantSend(grantee: IGrantable): Grant {
    const { queue, stream } = this.source;
    if (queue) return queue.grantSendMessages(grantee);
    if (stream) return stream.grantWrite(grantee);
    throw new SluiceError(
      this,
      'SLUICE_SOURCE',
      `source must be a queue or stream to send to, got a ${this.source.kind}`,
    );
  }

  /** A replay yields where live records would wait for longer than the regulator is to allow. */
  private makeRoom({ regulation }: DataPipelineProps): void {
    const { age, ageUnitsPerSecond } = this.source.metrics;
    if (age) this.replay.yieldTo(age, regulation?.lagObjective ?? DEFAULT_LAG_OBJECTIVE, ageUnitsPerSecond);
  }

  private consumeDeadLetters(props: DataPipelineProps): DeadLetterConsumer | undefined {
    const queue = this.source.deadLetterQueue;
    if (!queue?.node.scopes.includes(this) || !(props.keepDeadLetters ?? true)) return undefined;
    const { buffer, pipelineName } = this;
    const { runtime, architecture, logRetention } = props;
    return new DeadLetterConsumer(this, 'DeadLetters', {
      ...{ queue, buffer, pipelineName },
      ...{ runtime, architecture, logRetention },
    });
  }

  private keyOf(props: DataPipelineProps): kms.IKey | undefined {
    if (props.encryptionKey) return props.encryptionKey;
    if (props.buffer && props.alertTopic) return undefined;
    return new kms.Key(this, 'Key', { enableKeyRotation: true, removalPolicy: props.removalPolicy });
  }

  private createBuffer(props: DataPipelineProps): ReprocessingBuffer {
    return new ReprocessingBuffer(this, 'Buffer', {
      encryptionKey: this.encryptionKey,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
  }

  private createAlerts(props: DataPipelineProps): AlertTopic {
    return new AlertTopic(this, 'Alerts', {
      topic: props.alertTopic,
      encryptionKey: this.encryptionKey,
      emails: props.alertEmails,
    });
  }

  private createDashboard(): FlowDashboard {
    return new FlowDashboard(this, 'Dashboard', {
      pipelineName: this.pipelineName,
      source: this.source.metrics,
      handler: this.handler.function,
      regulator: this.regulator,
      alarms: this.monitor.alarms,
    });
  }
}

function needsHighResolution({ monitoring, regulation }: DataPipelineProps): boolean {
  return isHighResolution(monitoring?.resolution) || isHighResolution(paceOf(regulation));
}

import { ArnFormat, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { NAMESPACE } from '../contract/metrics';
import { flowsPath, type RegulatorSettings } from '../contract/regulation';
import { REGULATION_METRIC, REGULATOR_DIMENSION } from '../contract/regulation-journal';
import { SETTINGS_VARIABLE } from '../contract/settings';
import { AlarmRules } from '../monitoring/alarm-rules';
import { AlertTopic } from '../monitoring/alert-topic';
import { FlowMonitor } from '../monitoring/flow-monitor';
import { createHandlerFunction } from '../private/handler-function';
import { pipelineNameOf } from '../private/pipeline-name';
import { SluiceError } from '../private/sluice-error';
import { createStateTable, grantState } from '../private/state-table';
import { RegulatedPipeline } from './regulated-pipeline';
import type { RegulatedPipelineProps } from './regulated-pipeline-props';
import { RegulationMode } from './regulation-mode';
import type { RegulatorProps } from './regulator-props';

/** Metrics of the services come once a minute; under pressure the function itself looks more often. */
const TICK = Duration.minutes(1);

/**
 * Sets shards, concurrency and other capacity of any number of pipelines as their load asks for, within stated limits: one
 * function, called every minute.
 *
 * Every decision is journalled with its reason in the function's log. When the regulator is dead, or sees nothing, all stays
 * as it was set last.
 *
 * @example
 * const regulator = new Regulator(this, 'Regulator', { alertEmails: ['ops@example.com'] });
 * regulator.addPipeline('clicks', {
 *   targets: [new StreamShards({ stream, minimum: 2, maximum: 16 })],
 *   lagObjective: Duration.minutes(2),
 * });
 */
export class Regulator extends Construct {
  /** Name of the regulator. */
  public readonly regulatorName: string;
  /** The function that observes, decides and sets. */
  public readonly function: lambda.Function;
  /** Where the journal is. */
  public readonly logGroup: logs.ILogGroup;
  /** Table of what is learned. */
  public readonly stateTable: dynamodb.ITable;
  /** The alarms; absent where they are switched off. */
  public readonly monitor?: FlowMonitor;

  private readonly role: iam.IRole;
  private readonly mode: RegulationMode;
  private readonly pipelines = new Set<string>();

  /**
   * @param scope where the regulator goes
   * @param id its name there
   * @param props all optional
   */
  constructor(scope: Construct, id: string, props: RegulatorProps = {}) {
    super(scope, id);
    this.regulatorName = pipelineNameOf(this, props.regulatorName, 'regulatorName');
    this.mode = props.mode ?? RegulationMode.ACT;
    this.stateTable = props.stateTable ?? createStateTable(this);
    this.function = this.createFunction(props);
    this.role = this.function.role!;
    this.logGroup = this.function.logGroup;
    grantState(this.stateTable, this.function);
    this.grantSight();
    this.schedule();
    this.monitor = (props.alarms ?? true) ? this.createMonitor(props) : undefined;
  }

  /**
   * Regulates a pipeline; its parts may be imported, or be of another stack.
   *
   * @param name name of the pipeline, unique within the regulator and a dimension of its metrics
   * @param props what is set, and within which limits
   */
  public addPipeline(name: string, props: RegulatedPipelineProps): void {
    const pipeline = pipelineNameOf(this, name, 'name of a pipeline');
    const scope = props.scope ?? this;
    const id = props.scope || Token.isUnresolved(pipeline) ? 'Regulated' : pipeline;
    if (this.pipelines.has(pipeline) || scope.node.tryFindChild(id)) {
      const what = `name of a pipeline must be unique within a regulator, and its scope without another, got '${pipeline}'`;
      throw new SluiceError(this, 'SLUICE_REGULATION', what);
    }
    this.pipelines.add(pipeline);
    const { regulatorName, role } = this;
    new RegulatedPipeline(scope, id, { ...props, regulatorName, role, pipeline, mode: props.mode ?? this.mode });
  }

  /**
   * Flows of which nothing could be decided, or whose setting was refused. Published only where there are any.
   */
  public metricStuckFlows(): Metric {
    return this.metric(REGULATION_METRIC.stuckFlows);
  }

  /** Mappings that were found disabled. Published only where there are any. */
  public metricDisabledMappings(): Metric {
    return this.metric(REGULATION_METRIC.disabledMappings);
  }

  private metric(metricName: string): Metric {
    const dimensionsMap = { [REGULATOR_DIMENSION]: this.regulatorName };
    return new Metric({ namespace: NAMESPACE, metricName, dimensionsMap, statistic: Stats.MAXIMUM });
  }

  private createFunction(props: RegulatorProps): lambda.Function {
    const handler = createHandlerFunction(this, {
      ...props,
      asset: 'scaling',
      description: 'Sluice: regulates the capacity of pipelines',
      memorySize: props.memorySize ?? 256,
      tracing: props.tracing ?? lambda.Tracing.DISABLED,
      timeout: TICK,
    });
    const settings = (): RegulatorSettings => ({
      regulator: this.regulatorName,
      stateTable: this.stateTable.tableName,
    });
    handler.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: TICK });
    handler.addEnvironment(SETTINGS_VARIABLE, Lazy.string({ produce: () => Stack.of(this).toJsonString(settings()) }));
    return handler;
  }

  private grantSight(): void {
    const path = Stack.of(this).formatArn({
      service: 'ssm',
      resource: 'parameter',
      resourceName: flowsPath(this.regulatorName).slice(1),
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    const statements = [
      // Parameter Store asks for the path itself, not for what is under it; with and without its last slash.
      new iam.PolicyStatement({ actions: ['ssm:GetParametersByPath'], resources: [path, path.slice(0, -1)] }),
      // CloudWatch knows no resource to name.
      new iam.PolicyStatement({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] }),
    ];
    for (const statement of statements) this.function.addToRolePolicy(statement);
  }

  /** Without retries, and without a queue for what failed: a minute later, the next tick sees more than this one did. */
  private schedule(): void {
    new events.Rule(this, 'Tick', {
      description: 'Sluice: lets the regulator look',
      schedule: events.Schedule.rate(TICK),
      targets: [new targets.LambdaFunction(this.function, { retryAttempts: 0, maxEventAge: TICK })],
    });
  }

  private createMonitor(props: RegulatorProps): FlowMonitor {
    const { alertTopic: topic, alertEmails: emails } = props;
    return new FlowMonitor(this, 'Monitor', {
      alertTopic: new AlertTopic(this, 'Alerts', { topic, emails }),
      rules: AlarmRules.forRegulator(this),
    });
  }
}

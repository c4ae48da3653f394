import { CfnResource, Duration } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { SluiceError } from '../private/sluice-error';
import { allow } from './permission';
import type { ScalingLimits } from './scaling-limits';
import { checkLimits } from './scaling-rules';
import { type IScalingTarget, ScalingKnob, type ScalingTargetConfig } from './scaling-target';
import { functionSignals, MAXIMUM, SUM } from './service-metrics';

/** Properties of `ProvisionedConcurrency`. */
export interface ProvisionedConcurrencyProps extends ScalingLimits {
  /** The alias. Leave its `provisionedConcurrentExecutions` out. */
  readonly alias: lambda.IAlias;

  /**
   * Invocations a second that one environment serves, as a first guess; what it does is learned.
   *
   * @default - 10
   */
  readonly invocationsPerEnvironmentPerSecond?: number;
}

/** Without an environment there is no provisioned concurrency to set; above a thousand AWS wants to be asked. */
const AWS_LIMITS: ScalingLimits = { minimum: 1, maximum: 100_000 };

/** Environments are initialized in minutes, 6,000 of them a minute at best. */
const ALLOCATION_TIME = Duration.minutes(2);

/** Initialized environments of a function's alias. They cost money while they wait, so both limits must be stated. */
export class ProvisionedConcurrency implements IScalingTarget {
  /** @param props the alias, and within which limits environments are kept */
  constructor(private readonly props: ProvisionedConcurrencyProps) {}

  /** Refuses an alias that Application Auto Scaling sets, too. */
  public bind(scope: Construct): ScalingTargetConfig {
    const { alias, minimum, maximum, invocationsPerEnvironmentPerSecond = 10 } = this.props;
    const limits = { minimum, maximum };
    checkLimits(scope, 'provisioned concurrency', limits, AWS_LIMITS);
    refuseAutoScaling(scope, alias);
    const resource = alias.node.defaultChild;
    return {
      knob: ScalingKnob.PROVISIONED_CONCURRENCY,
      resourceArn: alias.functionArn,
      resource: alias,
      limits,
      readStatements: [allow('lambda:GetProvisionedConcurrencyConfig', alias.functionArn)],
      writeStatements: [allow('lambda:PutProvisionedConcurrencyConfig', alias.functionArn)],
      signals: {
        ...functionSignals(alias),
        arrivals: alias.metricInvocations(SUM),
        processed: alias.metricInvocations(SUM),
        utilization: alias.metric('ProvisionedConcurrencyUtilization', MAXIMUM),
      },
      actuationTime: ALLOCATION_TIME,
      templateResource: CfnResource.isCfnResource(resource) ? resource : undefined,
      templateProperty: 'ProvisionedConcurrencyConfig',
      recordsPerWorkerPerSecond: invocationsPerEnvironmentPerSecond,
      functionName: alias.version.lambda.functionName,
      aliasName: alias.aliasName,
    };
  }
}

/** Looked at when all of the app is defined: `addAutoScaling` may come later. */
function refuseAutoScaling(scope: Construct, alias: lambda.IAlias): void {
  const validate = () => {
    if (!alias.node.findAll().some((node) => node instanceof autoscaling.CfnScalableTarget)) return [];
    const what = `alias of ProvisionedConcurrency must have no other scaling, got ${alias.node.path} with addAutoScaling`;
    return [new SluiceError(scope, 'SLUICE_KNOB_TAKEN', what).message];
  };
  scope.node.addValidation({ validate });
}

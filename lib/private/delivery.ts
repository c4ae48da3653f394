import { type Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { ReprocessingBuffer } from '../buffer/reprocessing-buffer';
import { type HandlerSettings, SETTINGS_VARIABLE } from '../contract/settings';
import type { DeliveryProps } from '../failover/delivery-props';
import type { TargetConfig } from '../target/target';
import { breakerSettings } from './breaker-settings';
import { type HandlerAsset, handlerCode } from './handler-code';
import { refuseSameTarget } from './loop-rules';
import { checkNumbers, knownSeconds, type NumberRule } from './number-rules';
import { refuseOtherRegion } from './region-rules';
import { createStateTable, grantState } from './state-table';
import { targetSettings } from './target-settings';

/** A function that delivers records, and what it delivers to. */
export interface Delivery {
  readonly function: lambda.Function;
  readonly primary: TargetConfig;
  readonly fallback?: TargetConfig;
  readonly stateTable: dynamodb.ITable;
}

/** What differs between live delivery and replay. */
export interface DeliveryKind {
  readonly asset: HandlerAsset;
  readonly description: string;
  readonly timeout: Duration;
  readonly pipelineName: string;
  readonly buffer: ReprocessingBuffer;
  /** Settings that may become known after the function is created. */
  readonly lateSettings: () => Pick<HandlerSettings, 'ordered' | 'archive' | 'maxReceives' | 'replayStateMachineArn'>;
}

const RULES = {
  timeout: { code: 'SLUICE_TIMEOUT', min: 1, max: 900, unit: ' seconds' },
  maxReplays: { code: 'SLUICE_MAX_REPLAYS', min: 1, max: 100 },
} as const satisfies Record<string, NumberRule>;

/** The function of live delivery or replay within `scope`, bound to its targets and its state. */
export function createDelivery(scope: Construct, kind: DeliveryKind, props: DeliveryProps): Delivery {
  checkNumbers(scope, RULES, { timeout: knownSeconds(kind.timeout), maxReplays: props.maxReplays });
  const breaker = breakerSettings(scope, props.breaker, kind.timeout);
  const handler = createFunction(scope, kind, props);
  const primary = props.target.bind(handler);
  const fallback = props.fallback?.bind(handler);
  refuseOtherRegion(scope, 'target', primary.resource);
  refuseOtherRegion(scope, 'fallback', fallback?.resource);
  refuseSameTarget(scope, primary, fallback);
  const stateTable = props.stateTable ?? createStateTable(scope);
  grantState(stateTable, handler);

  const delivery = { function: handler, primary, fallback, stateTable };
  const settings = () => settingsOf(delivery, kind, { ...props, breaker });
  handler.addEnvironment(SETTINGS_VARIABLE, Lazy.string({ produce: () => Stack.of(scope).toJsonString(settings()) }));
  return delivery;
}

type Choices = Pick<DeliveryProps, 'maxReplays' | 'highResolutionMetrics'> & Pick<HandlerSettings, 'breaker'>;

function settingsOf(delivery: Delivery, kind: DeliveryKind, choices: Choices): HandlerSettings {
  const { primary, fallback, stateTable } = delivery;
  return {
    pipeline: kind.pipelineName,
    primary: targetSettings(primary),
    fallback: fallback && targetSettings(fallback),
    bucket: kind.buffer.bucket.bucketName,
    stateTable: stateTable.tableName,
    breaker: choices.breaker,
    maxReplays: choices.maxReplays ?? 5,
    highResolutionMetrics: choices.highResolutionMetrics || undefined,
    ...kind.lateSettings(),
  };
}

function createFunction(scope: Construct, kind: DeliveryKind, props: DeliveryProps): lambda.Function {
  const logGroup = new logs.LogGroup(scope, 'Logs', {
    retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  // A role of our own: the default one may write to every log group of the account.
  const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  return new lambda.Function(scope, 'Function', {
    description: kind.description,
    runtime: props.runtime ?? lambda.Runtime.NODEJS_24_X,
    architecture: props.architecture ?? lambda.Architecture.ARM_64,
    code: handlerCode(scope, kind.asset),
    handler: 'index.handler',
    memorySize: props.memorySize ?? 512,
    timeout: kind.timeout,
    tracing: lambda.Tracing.ACTIVE,
    // Embedded metrics are lines of plain JSON: the JSON log format would wrap them so that CloudWatch misses them.
    loggingFormat: lambda.LoggingFormat.TEXT,
    logGroup,
    role,
  });
}

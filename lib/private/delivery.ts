import { type Duration, Lazy, Stack } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { ReprocessingBuffer } from '../buffer/reprocessing-buffer';
import { type HandlerSettings, SETTINGS_VARIABLE } from '../contract/settings';
import type { DeliveryProps } from '../failover/delivery-props';
import type { TargetConfig } from '../target/target';
import { breakerSettings } from './breaker-settings';
import type { HandlerAsset } from './handler-code';
import { createHandlerFunction } from './handler-function';
import { idempotencyMillis } from './idempotency-settings';
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
  const handler = createHandlerFunction(scope, { ...props, ...kind, memorySize: props.memorySize ?? 512 });
  const primary = props.target.bind(handler);
  const fallback = props.fallback?.bind(handler);
  refuseOtherRegion(scope, 'target', primary.resource);
  refuseOtherRegion(scope, 'fallback', fallback?.resource);
  refuseSameTarget(scope, primary, fallback);
  const stateTable = props.stateTable ?? createStateTable(scope);
  grantState(stateTable, handler);

  const delivery = { function: handler, primary, fallback, stateTable };
  const idempotency = idempotencyMillis(scope, props.idempotency);
  const settings = () => settingsOf(delivery, kind, { ...props, breaker, idempotencyMillis: idempotency });
  handler.addEnvironment(SETTINGS_VARIABLE, Lazy.string({ produce: () => Stack.of(scope).toJsonString(settings()) }));
  return delivery;
}

type Choices = Pick<DeliveryProps, 'maxReplays' | 'highResolutionMetrics'> &
  Pick<HandlerSettings, 'breaker' | 'idempotencyMillis'>;

function settingsOf(delivery: Delivery, kind: DeliveryKind, choices: Choices): HandlerSettings {
  const { primary, fallback, stateTable } = delivery;
  return {
    pipeline: kind.pipelineName,
    primary: targetSettings(primary),
    fallback: fallback && targetSettings(fallback),
    bucket: kind.buffer.bucket.bucketName,
    stateTable: stateTable.tableName,
    breaker: choices.breaker,
    idempotencyMillis: choices.idempotencyMillis,
    maxReplays: choices.maxReplays ?? 5,
    highResolutionMetrics: choices.highResolutionMetrics || undefined,
    ...kind.lateSettings(),
  };
}

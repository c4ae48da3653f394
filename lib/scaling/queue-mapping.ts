import { Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { SluiceError } from '../private/sluice-error';
import type { QueueMappingConcurrencyProps } from './mapping-concurrency';
import { MAPPING_TIME, mappingResource } from './mapping-resource';
import { allow } from './permission';
import type { ScalingLimits } from './scaling-limits';
import { checkLimits } from './scaling-rules';
import { ScalingKnob, type ScalingTargetConfig } from './scaling-target';
import { functionSignals, MAXIMUM, SUM } from './service-metrics';

/** What Lambda takes as `MaximumConcurrency`. */
const AWS_LIMITS: ScalingLimits = { minimum: 2, maximum: 1_000 };

/** `MaximumConcurrency` of a queue's mapping as a scaling target. */
export function bindQueueMapping(scope: Construct, props: QueueMappingConcurrencyProps): ScalingTargetConfig {
  const { mapping, queue, consumer, minimum, maximum } = props;
  const limits = { minimum, maximum };
  checkLimits(scope, 'concurrency of a queue', limits, AWS_LIMITS);
  checkReserved(scope, consumer, maximum);
  const templateResource = mappingResource(mapping);
  refusePollers(scope, templateResource);
  return {
    knob: ScalingKnob.MAXIMUM_CONCURRENCY,
    resourceArn: mapping.eventSourceMappingArn,
    resource: queue,
    limits,
    readStatements: [
      allow('lambda:GetEventSourceMapping', mapping.eventSourceMappingArn),
      allow('sqs:GetQueueAttributes', queue.queueArn),
    ],
    writeStatements: [allow('lambda:UpdateEventSourceMapping', mapping.eventSourceMappingArn)],
    signals: {
      ...functionSignals(consumer),
      arrivals: queue.metricNumberOfMessagesSent(SUM),
      processed: queue.metricNumberOfMessagesDeleted(SUM),
      backlog: queue.metricApproximateNumberOfMessagesVisible(MAXIMUM),
      oldestAge: queue.metricApproximateAgeOfOldestMessage(MAXIMUM),
    },
    actuationTime: MAPPING_TIME,
    templateResource,
    templateProperty: 'ScalingConfig',
    recordsPerWorkerPerSecond: props.recordsPerBatchPerSecond,
    mappingId: mapping.eventSourceMappingId,
    queueUrl: queue.queueUrl,
  };
}

/** Lambda takes either a maximum concurrency or provisioned pollers, which it scales itself. */
function refusePollers(scope: Construct, resource: lambda.CfnEventSourceMapping | undefined): void {
  if (resource?.provisionedPollerConfig === undefined) return;
  throw new SluiceError(
    scope,
    'SLUICE_POLLERS',
    `mapping must have no provisioned pollers, got ${resource.node.path} with a provisionedPollerConfig`,
  );
}

/** Batches above the function's own limit would be throttled, and use up their receives. */
function checkReserved(scope: Construct, consumer: lambda.IFunction, maximum: number): void {
  const resource = consumer.node.defaultChild;
  const reserved = resource instanceof lambda.CfnFunction ? resource.reservedConcurrentExecutions : undefined;
  if (reserved === undefined || Token.isUnresolved(reserved) || Token.isUnresolved(maximum)) return;
  if (maximum <= reserved) return;
  throw new SluiceError(
    scope,
    'SLUICE_SCALING_LIMITS',
    `maximum of concurrency of a queue must be at most the ${reserved} reserved executions of ${consumer.node.path}, got ${maximum}`,
  );
}

import type { Construct } from 'constructs';
import { iteratorAge } from '../source/stream-metrics';
import type { StreamMappingConcurrencyProps } from './mapping-concurrency';
import { MAPPING_TIME, mappingResource } from './mapping-resource';
import { allow } from './permission';
import type { ScalingLimits } from './scaling-limits';
import { checkLimits } from './scaling-rules';
import { ScalingKnob, type ScalingTargetConfig } from './scaling-target';
import { functionSignals, SUM } from './service-metrics';

/** What Lambda takes as `ParallelizationFactor`. */
const AWS_LIMITS: ScalingLimits = { minimum: 1, maximum: 10 };

/** `ParallelizationFactor` of a stream's mapping as a scaling target. */
export function bindStreamMapping(scope: Construct, props: StreamMappingConcurrencyProps): ScalingTargetConfig {
  const { mapping, stream, consumer, minimum, maximum } = props;
  const limits = { minimum, maximum };
  checkLimits(scope, 'parallelization factor', limits, AWS_LIMITS);
  return {
    knob: ScalingKnob.PARALLELIZATION_FACTOR,
    resourceArn: mapping.eventSourceMappingArn,
    resource: stream,
    limits,
    readStatements: [
      allow('lambda:GetEventSourceMapping', mapping.eventSourceMappingArn),
      allow('kinesis:DescribeStreamSummary', stream.streamArn),
    ],
    writeStatements: [allow('lambda:UpdateEventSourceMapping', mapping.eventSourceMappingArn)],
    signals: {
      ...functionSignals(consumer),
      arrivals: stream.metricIncomingRecords(SUM),
      oldestAge: iteratorAge(consumer),
      ageUnitsPerSecond: 1_000,
    },
    actuationTime: MAPPING_TIME,
    templateResource: mappingResource(mapping),
    templateProperty: 'ParallelizationFactor',
    recordsPerWorkerPerSecond: props.recordsPerBatchPerSecond,
    streamName: stream.streamName,
    streamArn: stream.streamArn,
    mappingId: mapping.eventSourceMappingId,
  };
}

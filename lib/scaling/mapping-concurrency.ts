import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { bindQueueMapping } from './queue-mapping';
import type { ScalingLimits } from './scaling-limits';
import type { IScalingTarget, ScalingTargetConfig } from './scaling-target';
import { bindStreamMapping } from './stream-mapping';

/** What the mappings of queues and streams have in common. */
export interface MappingConcurrencyProps extends ScalingLimits {
  /**
   * The event source mapping. That of an event source of the CDK is
   * `EventSourceMapping.fromEventSourceMappingId(scope, id, eventSource.eventSourceMappingId)`.
   */
  readonly mapping: lambda.IEventSourceMapping;

  /** The function that it calls. */
  readonly consumer: lambda.IFunction;

  /**
   * Records a second that one concurrent batch works off, as a first guess; what it does is learned.
   *
   * @default - 100
   */
  readonly recordsPerBatchPerSecond?: number;
}

/** Properties of `MappingConcurrency.ofQueue`; the limits are 2 to 1,000. */
export interface QueueMappingConcurrencyProps extends MappingConcurrencyProps {
  /** The queue. That of a FIFO queue is processed as many batches at a time as it has message groups, at most. */
  readonly queue: sqs.IQueue;
}

/** Properties of `MappingConcurrency.ofStream`; the limits are 1 to 10. */
export interface StreamMappingConcurrencyProps extends MappingConcurrencyProps {
  /** The stream. */
  readonly stream: kinesis.IStream;
}

/** How many batches an event source mapping hands to its function at a time. Changing it costs nothing. */
export abstract class MappingConcurrency implements IScalingTarget {
  /**
   * `MaximumConcurrency` of a queue's mapping.
   *
   * @param props mapping, queue, function and limits
   */
  public static ofQueue(props: QueueMappingConcurrencyProps): MappingConcurrency {
    return new BoundMapping((scope) => bindQueueMapping(scope, props));
  }

  /**
   * `ParallelizationFactor` of a stream's mapping. Order is kept per partition key.
   *
   * @param props mapping, stream, function and limits
   */
  public static ofStream(props: StreamMappingConcurrencyProps): MappingConcurrency {
    return new BoundMapping((scope) => bindStreamMapping(scope, props));
  }

  /** Refuses what AWS would refuse. */
  public abstract bind(scope: Construct): ScalingTargetConfig;
}

class BoundMapping extends MappingConcurrency {
  constructor(private readonly bound: (scope: Construct) => ScalingTargetConfig) {
    super();
  }

  public override bind(scope: Construct): ScalingTargetConfig {
    return this.bound(scope);
  }
}

import { Duration } from 'aws-cdk-lib';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import { checkNumbers, type NumberRule } from '../private/number-rules';
import { SluiceError } from '../private/sluice-error';
import { allow } from './permission';
import type { ScalingLimits } from './scaling-limits';
import { checkLimits, checkWithin } from './scaling-rules';
import { type IScalingTarget, ScalingKnob, type ScalingTargetConfig } from './scaling-target';
import { MAXIMUM, SUM } from './service-metrics';
import { knownShards, knownStreamMode } from './stream-mode';

/** Properties of `StreamShards`. */
export interface StreamShardsProps extends ScalingLimits {
  /** The stream, in provisioned mode. */
  readonly stream: kinesis.IStream;

  /**
   * Records a second that one shard accepts: less than 1,000 where a record is larger than 1 KB.
   *
   * @default - 1,000, the limit of Kinesis
   */
  readonly recordsPerShardPerSecond?: number;

  /**
   * Changes of the number of shards in any 24 hours, 1 to 10. Fewer than 10 leave some to you.
   *
   * @default - 10, the limit of Kinesis
   */
  readonly maxReshardsPerDay?: number;
}

/** Kinesis lets 10,000 shards be set by `UpdateShardCount`. */
const AWS_LIMITS: ScalingLimits = { minimum: 1, maximum: 10_000 };

const RULES = {
  recordsPerShardPerSecond: { code: 'SLUICE_SCALING_LIMITS', min: 1, max: 1_000 },
  maxReshardsPerDay: { code: 'SLUICE_SCALING_LIMITS', min: 1, max: 10 },
} as const satisfies Record<string, NumberRule>;

/** From `UpdateShardCount` until a stream of some shards is active again. */
const RESHARD_TIME = Duration.minutes(2);

/** The number of shards of a stream in provisioned mode. A shard costs money, so both limits must be stated. */
export class StreamShards implements IScalingTarget {
  /** @param props the stream, and within which limits its shards are set */
  constructor(private readonly props: StreamShardsProps) {}

  /** Refuses a stream in on-demand mode, which sets its shards itself. */
  public bind(scope: Construct): ScalingTargetConfig {
    const { stream, minimum, maximum, recordsPerShardPerSecond, maxReshardsPerDay } = this.props;
    const limits = { minimum, maximum };
    checkLimits(scope, 'shards', limits, AWS_LIMITS);
    checkNumbers(scope, RULES, { recordsPerShardPerSecond, maxReshardsPerDay });
    refuseOnDemand(scope, stream);
    checkWithin(scope, 'shardCount of the stream', knownShards(stream), limits);
    return {
      knob: ScalingKnob.SHARDS,
      resourceArn: stream.streamArn,
      resource: stream,
      limits,
      readStatements: [allow('kinesis:DescribeStreamSummary', stream.streamArn)],
      writeStatements: [allow('kinesis:UpdateShardCount', stream.streamArn)],
      signals: {
        arrivals: stream.metricIncomingRecords(SUM),
        oldestAge: stream.metricGetRecordsIteratorAgeMilliseconds(MAXIMUM),
        ageUnitsPerSecond: 1_000,
        throttles: stream.metricWriteProvisionedThroughputExceeded(SUM),
      },
      actuationTime: RESHARD_TIME,
      recordsPerShardPerSecond,
      maxReshardsPerDay,
      streamName: stream.streamName,
      streamArn: stream.streamArn,
    };
  }
}

function refuseOnDemand(scope: Construct, stream: kinesis.IStream): void {
  if (knownStreamMode(stream) !== 'ON_DEMAND') return;
  throw new SluiceError(
    scope,
    'SLUICE_STREAM_MODE',
    `stream of StreamShards must be in provisioned mode, got ${stream.node.path} in on-demand mode`,
  );
}

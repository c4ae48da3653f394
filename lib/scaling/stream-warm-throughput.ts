import { Duration } from 'aws-cdk-lib';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import { SluiceError } from '../private/sluice-error';
import { allow } from './permission';
import type { ScalingLimits } from './scaling-limits';
import { checkLimits } from './scaling-rules';
import { type IScalingTarget, ScalingKnob, type ScalingTargetConfig } from './scaling-target';
import { SUM } from './service-metrics';
import { knownStreamMode } from './stream-mode';

/** Properties of `StreamWarmThroughput`; the limits are in MiB a second, 1 to 10,240. */
export interface StreamWarmThroughputProps extends ScalingLimits {
  /** The stream, in on-demand mode, of an account with On-demand Advantage. */
  readonly stream: kinesis.IStream;
}

/** Kinesis warms a stream for up to 10 GiB a second. */
const AWS_LIMITS: ScalingLimits = { minimum: 1, maximum: 10_240 };

const BYTES_PER_MIB = 1_048_576;

/** "Depending on the size of the stream, the scaling action could take a few minutes to complete." */
const WARM_UP_TIME = Duration.minutes(5);

/**
 * The throughput that a stream in on-demand mode is kept ready for, ahead of what Kinesis itself scales to. AWS takes it in
 * accounts with On-demand Advantage (a minimum throughput billing commitment) only.
 */
export class StreamWarmThroughput implements IScalingTarget {
  /** @param props the stream, and within which limits it is warmed */
  constructor(private readonly props: StreamWarmThroughputProps) {}

  /** Refuses a stream in provisioned mode, which knows shards only. */
  public bind(scope: Construct): ScalingTargetConfig {
    const { stream, minimum, maximum } = this.props;
    const limits = { minimum, maximum };
    checkLimits(scope, 'warm throughput', limits, AWS_LIMITS);
    refuseProvisioned(scope, stream);
    const incoming = stream.metricIncomingBytes(SUM);
    return {
      knob: ScalingKnob.WARM_THROUGHPUT,
      resourceArn: stream.streamArn,
      resource: stream,
      limits,
      readStatements: [allow('kinesis:DescribeStreamSummary', stream.streamArn)],
      writeStatements: [allow('kinesis:UpdateStreamWarmThroughput', stream.streamArn)],
      signals: {
        arrivals: incoming,
        processed: incoming,
        throttles: stream.metricWriteProvisionedThroughputExceeded(SUM),
      },
      actuationTime: WARM_UP_TIME,
      // What arrives is counted in bytes.
      recordsPerWorkerPerSecond: BYTES_PER_MIB,
      streamName: stream.streamName,
      streamArn: stream.streamArn,
    };
  }
}

function refuseProvisioned(scope: Construct, stream: kinesis.IStream): void {
  if (knownStreamMode(stream) !== 'PROVISIONED') return;
  throw new SluiceError(
    scope,
    'SLUICE_STREAM_MODE',
    `stream of StreamWarmThroughput must be in on-demand mode, got ${stream.node.path} in provisioned mode`,
  );
}

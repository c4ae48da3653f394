import type * as Sdk from '@aws-sdk/client-kinesis';
import type { RegulatorHost, StreamSummary } from '../scaling/host';
import { QUICK } from './client-config';

/** What a stream's capacity is, and the calls that change it. */
export interface StreamCapacityApi {
  readonly stream: RegulatorHost['stream'];
  readonly setShards: (streamName: string, shards: number) => Promise<void>;
  readonly warm: (streamArn: string, mibPerSecond: number) => Promise<void>;
}

export function streamCapacity(sdk: typeof Sdk): StreamCapacityApi {
  const { DescribeStreamSummaryCommand, KinesisClient, UpdateShardCountCommand, UpdateStreamWarmThroughputCommand } =
    sdk;
  const client = new KinesisClient(QUICK);
  return {
    async stream(stream) {
      const address = stream.startsWith('arn:') ? { StreamARN: stream } : { StreamName: stream };
      return summaryOf(await client.send(new DescribeStreamSummaryCommand(address)));
    },

    async setShards(streamName, shards) {
      const command = { StreamName: streamName, TargetShardCount: shards, ScalingType: 'UNIFORM_SCALING' } as const;
      await client.send(new UpdateShardCountCommand(command));
    },

    async warm(streamArn, mibPerSecond) {
      const command = { StreamARN: streamArn, WarmThroughputMiBps: mibPerSecond };
      await client.send(new UpdateStreamWarmThroughputCommand(command));
    },
  };
}

function summaryOf({ StreamDescriptionSummary: summary }: Sdk.DescribeStreamSummaryOutput): StreamSummary {
  const { OpenShardCount, StreamStatus, WarmThroughput } = summary ?? {};
  if (OpenShardCount === undefined || StreamStatus === undefined) throw new Error('the stream does not tell its state');
  const { CurrentMiBps, TargetMiBps } = WarmThroughput ?? {};
  const current = CurrentMiBps ?? TargetMiBps;
  return {
    status: StreamStatus,
    openShards: OpenShardCount,
    ...(current !== undefined && { warm: { current, target: TargetMiBps ?? current } }),
  };
}

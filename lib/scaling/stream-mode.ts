import { Token } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';

/** Capacity mode of a stream of this app; undefined where it cannot be seen. */
export function knownStreamMode(stream: kinesis.IStream): 'PROVISIONED' | 'ON_DEMAND' | undefined {
  const resource = resourceOf(stream);
  const details = resource?.streamModeDetails;
  const mode = details && 'streamMode' in details ? details.streamMode : undefined;
  if (mode === 'ON_DEMAND' || mode === 'PROVISIONED') return mode;
  // Without a mode a stream is in provisioned mode.
  return resource && details === undefined ? 'PROVISIONED' : undefined;
}

/** Shards that the template gives a stream of this app. */
export function knownShards(stream: kinesis.IStream): number | undefined {
  const shards = resourceOf(stream)?.shardCount;
  return Token.isUnresolved(shards) ? undefined : shards;
}

function resourceOf(stream: kinesis.IStream): kinesis.CfnStream | undefined {
  const resource = stream.node.defaultChild;
  return resource instanceof kinesis.CfnStream ? resource : undefined;
}

import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { StreamSourceProps } from './stream-source';

const MIN_RETENTION = Duration.hours(24);

/** The largest `MaximumRecordAgeInSeconds` of a mapping. */
const LONGEST_RECORD_AGE = Duration.days(7);

/** Time for Lambda to write what it gives up on before the stream forgets it. */
const MARGIN = Duration.hours(1);

export function createStream(scope: Construct, props: StreamSourceProps, removalPolicy: RemovalPolicy): kinesis.Stream {
  const streamMode = props.streamMode ?? kinesis.StreamMode.PROVISIONED;
  return new kinesis.Stream(scope, 'Stream', {
    streamMode,
    shardCount: streamMode === kinesis.StreamMode.PROVISIONED ? (props.shardCount ?? 1) : undefined,
    retentionPeriod: props.retention ?? MIN_RETENTION,
    encryption: props.encryptionKey ? kinesis.StreamEncryption.KMS : kinesis.StreamEncryption.MANAGED,
    encryptionKey: props.encryptionKey,
    removalPolicy,
  });
}

/** AWS's defaults retry for ever, which blocks a shard until the bad record expires: every limit is finite here. */
export function mappingOptionsOf(props: StreamSourceProps): lambda.EventSourceMappingOptions {
  return {
    batchSize: props.batchSize ?? 100,
    maxBatchingWindow: props.maxBatchingWindow,
    parallelizationFactor: props.parallelizationFactor ?? 1,
    startingPosition: props.startingPosition ?? lambda.StartingPosition.TRIM_HORIZON,
    startingPositionTimestamp: props.startingPositionTimestamp,
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: props.retryAttempts ?? 10,
    maxRecordAge: maxRecordAgeOf(props),
  };
}

/** How long the stream keeps a record; undefined for an imported stream. */
export function knownRetention(props: StreamSourceProps): Duration | undefined {
  if (!props.stream) return props.retention ?? MIN_RETENTION;
  const resource = props.stream.node.defaultChild;
  if (!(resource instanceof kinesis.CfnStream)) return undefined;
  return resource.retentionPeriodHours === undefined ? MIN_RETENTION : Duration.hours(resource.retentionPeriodHours);
}

function maxRecordAgeOf(props: StreamSourceProps): Duration {
  if (props.maxRecordAge) return props.maxRecordAge;
  const retention = knownRetention(props) ?? MIN_RETENTION;
  const known = retention.isUnresolved() ? MIN_RETENTION : retention;
  return Duration.seconds(Math.min(known.toSeconds() - MARGIN.toSeconds(), LONGEST_RECORD_AGE.toSeconds()));
}

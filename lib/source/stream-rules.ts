import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import { checkNumbers, knownSeconds, type NumberRule, requireKnown } from '../private/number-rules';
import { shownValue } from '../private/shown-value';
import { SluiceError } from '../private/sluice-error';
import { knownRetention } from './stream-settings';
import type { StreamSourceProps } from './stream-source';

/** Limits of Kinesis and of its event source mappings. */
const RULES = {
  batchSize: { code: 'SLUICE_BATCH_SIZE', min: 1, max: 10_000 },
  maxBatchingWindow: { code: 'SLUICE_BATCHING_WINDOW', min: 0, max: 300, unit: ' seconds' },
  parallelizationFactor: { code: 'SLUICE_PARALLELIZATION', min: 1, max: 10 },
  shardCount: { code: 'SLUICE_SHARD_COUNT', min: 1, max: 10_000 },
  retryAttempts: { code: 'SLUICE_RETRY_ATTEMPTS', min: 0, max: 10_000 },
  maxRecordAge: { code: 'SLUICE_RECORD_AGE', min: 60, max: 604_800, unit: ' seconds' },
  retention: { code: 'SLUICE_RETENTION', min: 86_400, max: 31_536_000, unit: ' seconds' },
} as const satisfies Record<string, NumberRule>;

/** Props that shape a new stream and would be ignored on an existing one. */
const NEW_STREAM_ONLY = ['shardCount', 'streamMode', 'retention', 'encryptionKey'] as const;

export function checkStreamSource(scope: Construct, props: StreamSourceProps): void {
  requireKnown(scope, { maxRecordAge: props.maxRecordAge });
  checkNumbers(scope, RULES, {
    batchSize: props.batchSize,
    maxBatchingWindow: knownSeconds(props.maxBatchingWindow),
    parallelizationFactor: props.parallelizationFactor,
    shardCount: props.shardCount,
    retryAttempts: props.retryAttempts,
    maxRecordAge: knownSeconds(props.maxRecordAge),
    retention: knownSeconds(props.retention),
  });
  checkMode(scope, props);
  checkRecordAge(scope, props);
}

function checkMode(scope: Construct, props: StreamSourceProps): void {
  const misplaced = props.stream && NEW_STREAM_ONLY.find((name) => props[name] !== undefined);
  if (misplaced) {
    throw new SluiceError(
      scope,
      'SLUICE_STREAM_SETTINGS',
      `${misplaced} must be left out for an existing stream, got ${shownValue(props[misplaced])}`,
    );
  }
  if (props.streamMode === kinesis.StreamMode.ON_DEMAND && props.shardCount !== undefined) {
    throw new SluiceError(
      scope,
      'SLUICE_SHARD_COUNT',
      `shardCount must be absent in on-demand mode, got ${props.shardCount}`,
    );
  }
}

/** A record older than the retention is gone before Lambda can store it. */
function checkRecordAge(scope: Construct, props: StreamSourceProps): void {
  const age = knownSeconds(props.maxRecordAge);
  const retention = knownSeconds(knownRetention(props));
  if (age === undefined || retention === undefined || age < retention) return;
  throw new SluiceError(
    scope,
    'SLUICE_RECORD_AGE',
    `maxRecordAge must be shorter than the ${retention} seconds that the stream keeps records, got ${age} seconds`,
  );
}

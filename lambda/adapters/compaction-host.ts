import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import type { CompactionSettings } from '../../lib/contract/settings';
import type { CompactionHost, Listed } from '../compaction/host';
import { S3_STYLE } from './client-config';
import { CLOCK } from './environment';
import { s3Lake } from './s3-lake';
import { sdk } from './sdk';

/** Compaction's host inside AWS Lambda. */
export function createCompactionHost({ bucket, pipeline, replayStateMachineArns }: CompactionSettings): CompactionHost {
  return {
    clock: CLOCK,
    lake: { ...s3Lake(sdk.s3(), bucket), list: (prefix) => listed(bucket, prefix) },
    runningReplays: async () => (await Promise.all(replayStateMachineArns.map(startTimes))).flat(),
    log: (message, details) => console.warn(JSON.stringify({ message, pipeline, ...details })),
  };
}

/** In key order. */
async function listed(bucket: string, prefix: string): Promise<Listed[]> {
  const found: Listed[] = [];
  const client = new S3Client(S3_STYLE);
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key = '', Size = 0 } of Contents) found.push({ key: Key, bytes: Size });
  }
  return found;
}

async function startTimes(stateMachineArn: string): Promise<number[]> {
  const found: number[] = [];
  const client = new SFNClient({});
  const running = paginateListExecutions({ client }, { stateMachineArn, statusFilter: 'RUNNING' });
  // A run without a start is taken for an old one.
  for await (const { executions = [] } of running)
    found.push(...executions.map((run) => run.startDate?.getTime() ?? 0));
  return found;
}

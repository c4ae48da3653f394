/* eslint-disable @typescript-eslint/no-require-imports -- loads when called: a healthy pipeline never starts a replay */
import { HandlerSettings } from '../../lib/contract/settings';
import type { Host, ReplayHost } from '../failover/host';
import type * as Idempotency from '../failover/idempotency';
import { dynamoDbState } from './dynamodb-state';
import { CLOCK } from './environment';
import type * as ReplayExecutions from './replay-executions';
import { s3Lake, s3LakeWriter } from './s3-lake';
import { sdk } from './sdk';
import { createTarget } from './targets';

/** The failover handler's host inside AWS Lambda. */
export function createHost(settings: HandlerSettings): Host {
  return { ...base(settings), lake: s3LakeWriter(sdk.s3(), settings.bucket) };
}

/** The replay worker's host. */
export function createReplayHost(settings: HandlerSettings): ReplayHost {
  return { ...base(settings), lake: s3Lake(sdk.s3(), settings.bucket) };
}

function base(settings: HandlerSettings): Omit<Host, 'lake'> {
  const { fallback, idempotencyMillis, pipeline, primary, replayStateMachineArn, stateTable } = settings;
  const host = {
    clock: CLOCK,
    primary: createTarget(primary),
    fallback: fallback && createTarget(fallback),
    state: dynamoDbState(sdk.dynamoDb(), stateTable),
    emit: (line: string) => console.log(line),
    log: (message: string, details: object) => console.warn(JSON.stringify({ message, pipeline, ...details })),
    traceId: () => process.env._X_AMZN_TRACE_ID,
    startReplay: replayStateMachineArn
      ? (...replay: Parameters<NonNullable<Host['startReplay']>>) => {
          const { replayExecutions } = require('./replay-executions') as typeof ReplayExecutions;
          return replayExecutions(sdk.sfn(), replayStateMachineArn).startReplay(...replay);
        }
      : undefined,
  };
  if (!idempotencyMillis) return host;
  const { idempotency } = require('../failover/idempotency') as typeof Idempotency;
  return { ...host, guard: idempotency(host, settings) };
}

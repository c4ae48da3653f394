import type { Envelope } from '../../lib/contract/lake';
import { eventTime, isWellFormed, receives, recordId } from '../failover/records';

/** https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html: `payload` is the whole event. */
export interface OnFailure {
  readonly payload?: unknown;
  readonly requestContext?: { readonly condition?: string };
}

/** The records of a batch that AWS Lambda gave up and stored; undefined where it is none. */
export function givenUp({ payload, requestContext }: OnFailure, pipeline: string): Envelope[] | undefined {
  const { Records } = (typeof payload === 'string' ? JSON.parse(payload) : payload) as { Records?: unknown };
  if (!Array.isArray(Records) || !Records.every(isWellFormed)) return undefined;
  const error = {
    code: requestContext?.condition ?? 'OnFailure',
    message: 'the event source mapping gave the batch up',
  };
  return Records.map((record) => ({
    v: 2 as const,
    id: recordId(record),
    pipeline,
    eventTime: eventTime(record, 0),
    storedAt: 0,
    attempts: receives(record),
    replays: 0,
    error,
    record,
  }));
}

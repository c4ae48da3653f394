import type { DeadLetterSettings } from '../../lib/contract/settings';
import type { DeadLetterHost } from '../dead-letters/dead-letters';
import { CLOCK } from './environment';
import { s3LakeWriter } from './s3-lake';
import { sdk } from './sdk';

/** The host of the consumer of dead letters inside AWS Lambda. */
export function createDeadLetterHost({ bucket, pipeline }: DeadLetterSettings): DeadLetterHost {
  return {
    clock: CLOCK,
    lake: s3LakeWriter(sdk.s3(), bucket),
    emit: (line) => console.log(line),
    log: (message, details) => console.warn(JSON.stringify({ message, pipeline, ...details })),
    traceId: () => process.env._X_AMZN_TRACE_ID,
  };
}

import { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { IdempotencyOptions } from '../failover/idempotency-options';
import { checkNumbers, requireKnown } from './number-rules';

const HOUR_SECONDS = 3_600;
const RULES = {
  timeToLive: { code: 'SLUICE_IDEMPOTENCY', min: HOUR_SECONDS, max: 366 * 24 * HOUR_SECONDS, unit: ' seconds' },
} as const;

/** Milliseconds for which delivered records are remembered; undefined where they are not. */
export function idempotencyMillis(scope: IConstruct, options: IdempotencyOptions | undefined): number | undefined {
  if (!options) return undefined;
  requireKnown(scope, { timeToLive: options.timeToLive });
  const timeToLive = (options.timeToLive ?? Duration.days(14)).toSeconds({ integral: false });
  checkNumbers(scope, RULES, { timeToLive });
  return timeToLive * 1_000;
}

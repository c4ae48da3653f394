import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkNumbers } from '../private/number-rules';
import { SluiceError } from '../private/sluice-error';
import type { ScalingLimits } from './scaling-limits';

const CODE = 'SLUICE_SCALING_LIMITS';

/** Limits must be whole numbers that AWS takes, and in order. */
export function checkLimits(scope: IConstruct, what: string, limits: ScalingLimits, aws: ScalingLimits): void {
  const rule = { code: CODE, min: aws.minimum, max: aws.maximum } as const;
  const { minimum, maximum } = limits;
  const [low, high] = [`minimum of ${what}`, `maximum of ${what}`];
  checkNumbers(scope, { [low]: rule, [high]: rule }, { [low]: minimum, [high]: maximum });
  if (Token.isUnresolved(minimum) || Token.isUnresolved(maximum) || minimum <= maximum) return;
  throw new SluiceError(scope, CODE, `${low} must be at most the maximum of ${maximum}, got ${minimum}`);
}

/** A value in the template outside the limits would be changed as soon as it is deployed. */
export function checkWithin(scope: IConstruct, what: string, value: number | undefined, limits: ScalingLimits): void {
  const { minimum, maximum } = limits;
  if (value === undefined || [value, minimum, maximum].some((each) => Token.isUnresolved(each))) return;
  if (value >= minimum && value <= maximum) return;
  throw new SluiceError(
    scope,
    CODE,
    `${what} must be within the limits of its regulation, ${minimum} to ${maximum}, got ${value}`,
  );
}

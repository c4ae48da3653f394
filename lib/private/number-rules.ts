import { type Duration, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ErrorCode } from './error-codes';
import { SluiceError } from './sluice-error';

/** A whole number within limits, both included. */
export interface NumberRule {
  readonly code: ErrorCode;
  readonly min: number;
  readonly max: number;
  /** Appended to the numbers in messages, e.g. ` seconds`. */
  readonly unit?: string;
}

/** Checks the values that are known at synth; tokens and absent values pass. */
export function checkNumbers<Name extends string>(
  scope: IConstruct,
  rules: Readonly<Record<Name, NumberRule>>,
  values: Readonly<Partial<Record<NoInfer<Name>, number>>>,
): void {
  for (const name of Object.keys(rules) as Name[]) checkNumber(scope, name, rules[name], values[name]);
}

function checkNumber(scope: IConstruct, name: string, rule: NumberRule, value: number | undefined): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  if (Number.isInteger(value) && value >= rule.min && value <= rule.max) return;
  const unit = rule.unit ?? '';
  throw new SluiceError(
    scope,
    rule.code,
    `${name} must be a whole number from ${rule.min} to ${rule.max}${unit}, got ${value}${unit}`,
  );
}

/** Refuses durations that the library itself has to compute with, and that only the deployment would know. */
export function requireKnown(scope: IConstruct, durations: Readonly<Record<string, Duration | undefined>>): void {
  for (const [name, duration] of Object.entries(durations)) {
    if (!duration?.isUnresolved()) continue;
    throw new SluiceError(scope, 'SLUICE_TOKEN', `${name} must be known at synth, got a token`);
  }
}

/** Seconds of a duration that is known at synth. */
export function knownSeconds(duration: Duration | undefined): number | undefined {
  return duration === undefined || duration.isUnresolved() ? undefined : duration.toSeconds({ integral: false });
}

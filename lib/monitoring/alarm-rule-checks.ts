import { type Duration, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkNumbers, knownSeconds, requireKnown } from '../private/number-rules';
import { SluiceError } from '../private/sluice-error';
import type { AlarmRule } from './alarm-rule';

/** CloudWatch looks at one day at most, or at seven with periods of an hour. */
const MAX_PERIODS = 8_640;

export function checkAlarmRule(scope: IConstruct, rule: AlarmRule): void {
  if (Token.isUnresolved(rule.name) || !/^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(rule.name)) {
    throw new SluiceError(
      scope,
      'SLUICE_ALARM_RULE',
      `name of an alarm rule must be letters, digits and hyphens, got '${rule.name}'`,
    );
  }
  const evaluationPeriods = rule.evaluationPeriods ?? 1;
  const periods = { code: 'SLUICE_ALARM_RULE', min: 1, max: MAX_PERIODS } as const;
  const known = Token.isUnresolved(evaluationPeriods) ? MAX_PERIODS : evaluationPeriods;
  checkNumbers(
    scope,
    { evaluationPeriods: periods, datapointsToAlarm: { ...periods, max: known } },
    { evaluationPeriods, datapointsToAlarm: rule.datapointsToAlarm },
  );
}

/** Alarm periods that CloudWatch takes: 10, 20 and 30 seconds for metrics of high resolution, else whole minutes. */
export function checkResolution(scope: IConstruct, resolution: Duration | undefined): void {
  requireKnown(scope, { resolution });
  const seconds = knownSeconds(resolution);
  if (seconds === undefined || [10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0)) return;
  throw new SluiceError(
    scope,
    'SLUICE_ALARM_RESOLUTION',
    `resolution must be 10, 20, 30 or a multiple of 60 seconds, got ${seconds} seconds`,
  );
}

import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ExcludedPeriod } from '../contract/regulation';
import { SluiceError } from '../private/sluice-error';

/** A daily stretch in which nothing is changed. It may run over midnight. */
export interface QuietHours {
  /** Its start, UTC, e.g. `22:30`. */
  readonly from: string;

  /** Its end, UTC, e.g. `06:00`. */
  readonly to: string;
}

const MINUTES_PER_HOUR = 60;

export function excludedPeriod(scope: IConstruct, hours: QuietHours): ExcludedPeriod {
  return { fromMinute: minuteOfDay(scope, 'from', hours.from), toMinute: minuteOfDay(scope, 'to', hours.to) };
}

function minuteOfDay(scope: IConstruct, name: string, time: string): number {
  const [, hours, minutes] = (!Token.isUnresolved(time) && /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time)) || [];
  if (hours !== undefined) return Number(hours) * MINUTES_PER_HOUR + Number(minutes);
  const shown = Token.isUnresolved(time) ? 'a token' : `'${time}'`;
  throw new SluiceError(scope, 'SLUICE_QUIET_HOURS', `${name} of quietHours must be a time like 22:30, got ${shown}`);
}

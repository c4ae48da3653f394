import { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { HandlerSettings } from '../contract/settings';
import type { BreakerOptions } from '../failover/breaker-options';
import { checkNumbers, knownSeconds, type NumberRule, requireKnown } from './number-rules';
import { SluiceError } from './sluice-error';

const RULES = {
  failuresToOpen: { code: 'SLUICE_BREAKER', min: 1, max: 5 },
  coolDown: { code: 'SLUICE_BREAKER', min: 1, max: 3_600, unit: ' seconds' },
  maxCoolDown: { code: 'SLUICE_BREAKER', min: 1, max: 3_600, unit: ' seconds' },
  slowCall: { code: 'SLUICE_BREAKER', min: 1, max: 900, unit: ' seconds' },
} as const satisfies Record<string, NumberRule>;

/** A permit holder that says nothing for so long has died; waiting for its whole timeout would delay recovery. */
const LONGEST_PERMIT_MILLIS = 10_000;

export function breakerSettings(
  scope: IConstruct,
  options: BreakerOptions | undefined,
  timeout: Duration,
): HandlerSettings['breaker'] {
  const { coolDown: pause, maxCoolDown: longest, slowCall: slow } = options ?? {};
  requireKnown(scope, { coolDown: pause, maxCoolDown: longest, slowCall: slow });
  const failuresToOpen = options?.failuresToOpen ?? 3;
  const coolDown = seconds(pause ?? Duration.seconds(10));
  const maxCoolDown = seconds(longest ?? Duration.seconds(Math.max(120, coolDown)));
  const slowCall = slow && seconds(slow);
  checkNumbers(scope, RULES, { failuresToOpen, coolDown, maxCoolDown, slowCall });
  if (maxCoolDown < coolDown) {
    throw new SluiceError(
      scope,
      'SLUICE_BREAKER',
      `maxCoolDown must be at least the coolDown of ${coolDown} seconds, got ${maxCoolDown} seconds`,
    );
  }
  return {
    failuresToOpen,
    coolDownMillis: coolDown * 1_000,
    maxCoolDownMillis: maxCoolDown * 1_000,
    slowCallMillis: slowCall && slowCall * 1_000,
    permitMillis: Math.min((knownSeconds(timeout) ?? Infinity) * 1_000, LONGEST_PERMIT_MILLIS),
  };
}

function seconds(duration: Duration): number {
  return duration.toSeconds({ integral: false });
}

import { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { HandlerSettings } from '../contract/settings';
import type { BreakerOptions } from '../failover/breaker-options';
import { checkNumbers, knownSeconds, type NumberRule } from './number-rules';
import { SluiceError } from './sluice-error';

const RULES = {
  failuresToOpen: { code: 'SLUICE_BREAKER', min: 1, max: 5 },
  coolDown: { code: 'SLUICE_BREAKER', min: 1, max: 3_600, unit: ' seconds' },
  maxCoolDown: { code: 'SLUICE_BREAKER', min: 1, max: 3_600, unit: ' seconds' },
} as const satisfies Record<string, NumberRule>;

/** A permit holder that says nothing for so long has died; waiting for its whole timeout would delay recovery. */
const LONGEST_PERMIT_MILLIS = 30_000;

export function breakerSettings(
  scope: IConstruct,
  options: BreakerOptions | undefined,
  timeout: Duration,
): HandlerSettings['breaker'] {
  const coolDown = options?.coolDown ?? Duration.seconds(10);
  const maxCoolDown = options?.maxCoolDown ?? longer(Duration.minutes(2), coolDown);
  const failuresToOpen = options?.failuresToOpen ?? 3;
  const [shortest, longest] = [knownSeconds(coolDown), knownSeconds(maxCoolDown)];
  checkNumbers(scope, RULES, { failuresToOpen, coolDown: shortest, maxCoolDown: longest });
  if (shortest !== undefined && longest !== undefined && longest < shortest) {
    throw new SluiceError(
      scope,
      'SLUICE_BREAKER',
      `maxCoolDown must be at least the coolDown of ${shortest} seconds, got ${longest} seconds`,
    );
  }
  const timeoutSeconds = knownSeconds(timeout);
  return {
    failuresToOpen,
    coolDownMillis: coolDown.toMilliseconds(),
    maxCoolDownMillis: maxCoolDown.toMilliseconds(),
    permitMillis:
      timeoutSeconds === undefined ? LONGEST_PERMIT_MILLIS : Math.min(timeoutSeconds * 1_000, LONGEST_PERMIT_MILLIS),
  };
}

function longer(a: Duration, b: Duration): Duration {
  return (knownSeconds(b) ?? 0) > (knownSeconds(a) ?? 0) ? b : a;
}

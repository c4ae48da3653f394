import type { Alert } from './inbox';

/** What the demo did, and when: milliseconds since the epoch. */
export interface Causes {
  outage: number;
  allDown: number;
  healed: number;
  poison: number;
}

type Effect = Pick<Alert, 'alarm' | 'state' | 'receivedAt'>;

/** An alarm's name ends with its rule's, without hyphens, and a hash. */
const CAUSES: readonly (readonly [RegExp, (causes: Causes, state: Alert['state']) => number])[] = [
  [/allpathsdown/, (causes, state) => (state === 'OK' ? causes.healed : causes.allDown)],
  [/outage/, (causes, state) => (state === 'OK' ? causes.healed : causes.outage)],
  [/quarantine/, (causes) => causes.poison],
];

/**
 * Milliseconds from what caused an alert to its receipt. An alert that no act is meant to cause is held against the last thing
 * that was done before it. Undefined for an alert that came before its cause: a fresh alarm's first OK after the deployment.
 */
export function millisAfterCause(alert: Effect, causes: Causes, others: readonly number[]): number | undefined {
  const [, causeOf] = CAUSES.find(([rule]) => rule.test(alert.alarm)) ?? [];
  const done = [...Object.values<number>({ ...causes }), ...others].filter((at) => at <= alert.receivedAt);
  const cause = causeOf ? causeOf(causes, alert.state) : Math.max(...done);
  const millis = alert.receivedAt - cause;
  return millis >= 0 && Number.isFinite(millis) ? millis : undefined;
}

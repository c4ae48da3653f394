/** What AWS publishes itself is 1 to 2 minutes late; a period that ended later than this may still be growing. */
const VENDED_DELAY_SECONDS = 120;

/** Embedded metrics are read from the log within seconds. */
const OWN_DELAY_SECONDS = 20;

/** Missed periods further back are given up: they say nothing of now any more. */
const LONGEST_SECONDS = 1_200;

/** Seconds since the epoch: `to` is the end of the last whole period, `from` the begin of the first. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Seconds after the end of a period until the metrics of all these namespaces are there. */
export function metricDelay(namespaces: readonly string[]): number {
  return namespaces.some((namespace) => namespace.startsWith('AWS/')) ? VENDED_DELAY_SECONDS : OWN_DELAY_SECONDS;
}

/** The whole periods that have ended, whose metrics are there, and that were not observed yet; empty where `from` is `to`. */
export function openWindow(
  observedUntil: number | null,
  now: number,
  { periodSeconds, delaySeconds }: { readonly periodSeconds: number; readonly delaySeconds: number },
): Window {
  const floor = (time: number): number => Math.floor(time / periodSeconds) * periodSeconds;
  const to = floor(now - delaySeconds);
  // A clock that went back leaves an end that has yet to come: the row of periods begins anew.
  const known = observedUntil !== null && observedUntil <= now ? observedUntil : to - periodSeconds;
  return { from: Math.min(to, Math.max(floor(known), floor(to - LONGEST_SECONDS))), to };
}

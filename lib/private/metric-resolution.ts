import type { Duration } from 'aws-cdk-lib';
import { knownSeconds } from './number-rules';

/** Alarms with a period below a minute need metrics that are stored by the second. */
export function isHighResolution(resolution: Duration | undefined): boolean {
  return (knownSeconds(resolution) ?? 60) < 60;
}

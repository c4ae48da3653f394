import type { Duration } from 'aws-cdk-lib';
import type { AlarmRule } from '../monitoring/alarm-rule';

/** Alarms and dashboard of a pipeline. */
export interface MonitoringOptions {
  /**
   * Alarm period of the metrics that Sluice publishes: 10, 20 or 30 seconds or whole minutes. Below a minute, alarms and
   * metrics cost more.
   *
   * @default - one minute
   */
  readonly resolution?: Duration;

  /**
   * Alarms to add; one named like a default alarm takes its place.
   *
   * @default - the default alarms
   */
  readonly rules?: AlarmRule[];

  /**
   * Names of default alarms to leave out.
   *
   * @default - none
   */
  readonly omitRules?: string[];

  /**
   * Whether there is a dashboard.
   *
   * @default - there is
   */
  readonly dashboard?: boolean;

  /**
   * Page of instructions, with a section for each alarm.
   *
   * @default - the runbook of Sluice
   */
  readonly runbookUrl?: string;
}

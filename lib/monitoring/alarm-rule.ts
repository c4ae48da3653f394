import type { ComparisonOperator, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';

/** How soon a person should look. */
export enum AlarmSeverity {
  /** Now, also at night: records wait or are at risk. */
  CRITICAL = 'CRITICAL',
  /** In working hours: the pipeline copes, but not as it should. */
  WARNING = 'WARNING',
}

/** An alarm as data: what is wrong when, and what to do about it. */
export interface AlarmRule {
  /** Short name, unique within a monitor and the anchor of its section in the runbook: letters, digits and hyphens. */
  readonly name: string;

  /** What is measured, with its period and statistic. */
  readonly metric: IMetric;

  /** Value that the metric is compared with. */
  readonly threshold: number;

  /** How soon a person should look. */
  readonly severity: AlarmSeverity;

  /** One sentence: what happened. */
  readonly summary: string;

  /** One sentence: what to do. */
  readonly remedy: string;

  /**
   * How the metric is compared with the threshold.
   *
   * @default - greater than or equal
   */
  readonly comparison?: ComparisonOperator;

  /**
   * Periods that are looked at.
   *
   * @default - 1
   */
  readonly evaluationPeriods?: number;

  /**
   * Periods among them that must breach.
   *
   * @default - all
   */
  readonly datapointsToAlarm?: number;

  /**
   * What a period without data counts as.
   *
   * @default - as good
   */
  readonly treatMissingData?: TreatMissingData;

  /**
   * Link to the instructions for this alarm.
   *
   * @default - the section of the monitor's runbook that is named like the rule
   */
  readonly runbook?: string;
}

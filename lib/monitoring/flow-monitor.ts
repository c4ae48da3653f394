import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { SluiceError } from '../private/sluice-error';
import type { AlarmRule } from './alarm-rule';
import { checkAlarmRule } from './alarm-rule-checks';
import { AlertTopic } from './alert-topic';

/** Properties of `FlowMonitor`. */
export interface FlowMonitorProps {
  /**
   * The alarms.
   *
   * @default - none; add them with `addRule`
   */
  readonly rules?: AlarmRule[];

  /**
   * Who is told.
   *
   * @default - a new topic
   */
  readonly alertTopic?: AlertTopic;

  /**
   * Page of instructions, with a section for each rule.
   *
   * @default - the runbook of Sluice
   */
  readonly runbookUrl?: string;
}

const RUNBOOK_URL = 'https://github.com/cdk-sluice/cdk-sluice/blob/main/docs/operations.md';

/** Alarms as data: one CloudWatch alarm for each rule, which tells the alert topic when it rings and when it is over. */
export class FlowMonitor extends Construct {
  /** Who is told. */
  public readonly alertTopic: AlertTopic;

  private readonly runbookUrl: string;
  private readonly byName = new Map<string, Alarm>();

  /**
   * @param scope where the monitor goes
   * @param id its name there
   * @param props all optional
   */
  constructor(scope: Construct, id: string, props: FlowMonitorProps = {}) {
    super(scope, id);
    this.alertTopic = props.alertTopic ?? new AlertTopic(this, 'AlertTopic');
    this.runbookUrl = props.runbookUrl ?? RUNBOOK_URL;
    for (const rule of props.rules ?? []) this.addRule(rule);
  }

  /** All alarms, in the order of their rules. */
  public get alarms(): Alarm[] {
    return [...this.byName.values()];
  }

  /**
   * The alarm of a rule, if there is one.
   *
   * @param name name of the rule
   */
  public alarm(name: string): Alarm | undefined {
    return this.byName.get(name);
  }

  /**
   * Adds an alarm; its name must be new.
   *
   * @param rule what to watch
   */
  public addRule(rule: AlarmRule): Alarm {
    checkAlarmRule(this, rule);
    if (this.byName.has(rule.name)) {
      throw new SluiceError(
        this,
        'SLUICE_ALARM_RULE',
        `name of an alarm rule must be unique, got '${rule.name}' twice`,
      );
    }
    const alarm = this.createAlarm(rule);
    this.byName.set(rule.name, alarm);
    return alarm;
  }

  /**
   * Puts an alarm in the place of the one with the same name, or adds it.
   *
   * @param rule what to watch
   */
  public replaceRule(rule: AlarmRule): Alarm {
    if (this.byName.has(rule.name)) this.removeRule(rule.name);
    return this.addRule(rule);
  }

  /**
   * Removes an alarm.
   *
   * @param name name of its rule
   */
  public removeRule(name: string): void {
    if (!this.byName.delete(name)) {
      const known = [...this.byName.keys()].join(', ');
      throw new SluiceError(
        this,
        'SLUICE_ALARM_RULE',
        `name of a rule to remove must be one of ${known}, got '${name}'`,
      );
    }
    this.node.tryRemoveChild(name);
  }

  private createAlarm(rule: AlarmRule): Alarm {
    const alarm = new Alarm(this, rule.name, {
      alarmDescription: this.description(rule),
      metric: rule.metric,
      threshold: rule.threshold,
      comparisonOperator: rule.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: rule.evaluationPeriods ?? 1,
      datapointsToAlarm: rule.datapointsToAlarm,
      treatMissingData: rule.treatMissingData ?? TreatMissingData.NOT_BREACHING,
    });
    const tell = new SnsAction(this.alertTopic.topic);
    alarm.addAlarmAction(tell);
    alarm.addOkAction(tell);
    return alarm;
  }

  private description(rule: AlarmRule): string {
    const runbook = rule.runbook ?? `${this.runbookUrl}#${rule.name}`;
    return `${rule.severity}: ${rule.summary} ${rule.remedy} Runbook: ${runbook}`;
  }
}

import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { DeadLetterConsumer } from '../dead-letters/dead-letter-consumer';
import { knownSeconds } from '../private/number-rules';
import type { Regulator } from '../scaling/regulator';
import type { SourceMetrics } from '../source/source';
import { type AlarmRule, AlarmSeverity } from './alarm-rule';
import { deadLetterRules } from './dead-letter-rules';
import type { FlowMetrics } from './flow-metrics';
import { regulatorRules } from './regulator-rules';

/** Services publish their metrics once a minute. */
const PERIOD = Duration.minutes(1);

/**
 * A record that waits so long is late by any measure, however long the source would keep it. The two minutes that a service's
 * metrics may be late come on top: somebody knows within ten.
 */
const LATE_SECONDS = 480;

/**
 * Minutes without a record. CloudWatch looks back two periods further before it believes that data are missing, and services are a
 * minute late: it rings within 16 minutes of the last record.
 */
const SILENT_MINUTES = 13;

/** Time that replay gets to empty the spill before somebody is told. */
const DRAIN_MINUTES = 15;

/** More than one moment's trouble, and still told of within three minutes. */
const LASTING = { evaluationPeriods: 3, datapointsToAlarm: 2 };

/** The default alarms, by what they watch. Each list can be changed before it is handed to a `FlowMonitor`. */
export class AlarmRules {
  /**
   * Alarms on what a pipeline says of itself.
   *
   * @param metrics the metrics of the pipeline
   */
  public static forFlow(metrics: FlowMetrics): AlarmRule[] {
    return [...outageRules(metrics), ...recordRules(metrics)];
  }

  /**
   * Alarms on records that wait too long in their source, and on a source that gets none.
   *
   * @param metrics how to watch the source
   */
  public static forSource(metrics: SourceMetrics): AlarmRule[] {
    const retention = knownSeconds(metrics.retention);
    const late: AlarmRule = {
      name: 'late',
      metric: metrics.age,
      threshold: Math.min(LATE_SECONDS, (retention ?? Infinity) / 4) * metrics.ageUnitsPerSecond,
      severity: AlarmSeverity.WARNING,
      summary: 'The oldest record has waited in the source for too long.',
      remedy: 'See on the dashboard whether the target is slow, the handler throttled or the load above capacity.',
    };
    const silent: AlarmRule = {
      name: 'silent',
      metric: metrics.incoming,
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: SILENT_MINUTES,
      // A source that is not used publishes nothing.
      treatMissingData: TreatMissingData.BREACHING,
      severity: AlarmSeverity.WARNING,
      summary: 'Nothing has been put into the source for a quarter of an hour.',
      remedy: 'See whether its producers run and may write to it; leave the rule out where pauses are usual.',
    };
    if (retention === undefined) return [late, silent];
    const expiring: AlarmRule = {
      ...late,
      name: 'expiring',
      threshold: (retention / 2) * metrics.ageUnitsPerSecond,
      severity: AlarmSeverity.CRITICAL,
      summary: 'The oldest record has waited for half of the time that the source keeps it.',
      remedy: 'Raise the retention of the source now, then find out why records are not taken.',
    };
    return [late, expiring, silent];
  }

  /**
   * Alarms on messages that were received too often.
   *
   * @param deadLetterQueue where they are
   */
  public static forDeadLetters(deadLetterQueue: sqs.IQueue): AlarmRule[] {
    return [
      {
        name: 'dead-letters',
        metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: Stats.MAXIMUM }),
        threshold: 1,
        severity: AlarmSeverity.CRITICAL,
        summary: 'Messages went to the dead-letter queue without passing through the pipeline.',
        remedy: 'Look for crashes or throttling of the handler, then redrive the dead-letter queue.',
      },
    ];
  }

  /**
   * Alarms on messages that were received too often and that a consumer brings into the lake: these leave their queue so soon
   * that its own metrics miss them.
   *
   * @param consumer what brings them there
   */
  public static forDeadLetterConsumer(consumer: DeadLetterConsumer): AlarmRule[] {
    return deadLetterRules(consumer);
  }

  /**
   * Alarms on a Lambda function.
   *
   * @param watched the function
   * @param prefix start of the rules' names, e.g. `handler`
   */
  public static forFunction(watched: lambda.IFunction, prefix: string): AlarmRule[] {
    return [
      {
        name: `${prefix}-errors`,
        metric: watched.metricErrors({ period: PERIOD, statistic: Stats.SUM }),
        threshold: 1,
        severity: AlarmSeverity.WARNING,
        summary: 'Invocations of a function ended in an error; their records come back.',
        remedy: 'Read the error in the log of the function; a crash or timeout is a defect or a lack of memory.',
      },
      {
        name: `${prefix}-throttles`,
        metric: watched.metricThrottles({ period: PERIOD, statistic: Stats.SUM }),
        threshold: 1,
        evaluationPeriods: 5,
        datapointsToAlarm: 3,
        severity: AlarmSeverity.WARNING,
        summary: 'Invocations of a function are being throttled.',
        remedy: 'Raise the concurrency of the account or function, or limit the concurrency of the source.',
      },
    ];
  }

  /**
   * Alarms on the replay.
   *
   * @param stateMachine the state machine that replays
   */
  public static forReplay(stateMachine: sfn.IStateMachine): AlarmRule[] {
    return [
      {
        name: 'replay-failed',
        metric: stateMachine.metricFailed({ period: PERIOD, statistic: Stats.SUM }),
        threshold: 1,
        severity: AlarmSeverity.WARNING,
        summary: 'A replay failed as a whole; its records are still in the buffer.',
        remedy: 'Read the cause in the execution of the state machine, then start the replay again.',
      },
    ];
  }

  /**
   * Alarms on a regulator.
   *
   * @param regulator the regulator
   */
  public static forRegulator(regulator: Regulator): AlarmRule[] {
    return regulatorRules(regulator);
  }
}

function outageRules(metrics: FlowMetrics): AlarmRule[] {
  return [
    {
      name: 'outage',
      metric: metrics.breakerOpen(),
      threshold: 1,
      // Silence is no recovery: without traffic nobody has seen the target healthy.
      treatMissingData: TreatMissingData.IGNORE,
      severity: AlarmSeverity.CRITICAL,
      summary: 'The target is down; records go to the fallback or into the buffer.',
      remedy: 'Restore the target; what was spilled is replayed by itself afterwards.',
    },
    {
      name: 'all-paths-down',
      metric: metrics.spilled(),
      threshold: 1,
      severity: AlarmSeverity.CRITICAL,
      summary: 'Neither target nor fallback take records; they are kept in the buffer.',
      remedy: 'Restore the target or the fallback; what was spilled is replayed by itself afterwards.',
    },
    {
      name: 'spill-not-draining',
      metric: metrics.spillDepth(),
      threshold: 1,
      evaluationPeriods: Math.ceil((DRAIN_MINUTES * 60) / periodSeconds(metrics)),
      severity: AlarmSeverity.WARNING,
      summary: `Records have been waiting in the buffer for ${DRAIN_MINUTES} minutes.`,
      remedy: 'See whether the target is still down or replays fail; start one with sluice replay.',
    },
  ];
}

function recordRules(metrics: FlowMetrics): AlarmRule[] {
  return [
    {
      name: 'quarantine',
      metric: metrics.quarantined(),
      threshold: 1,
      severity: AlarmSeverity.WARNING,
      summary: 'Records that a healthy target refuses were put into quarantine.',
      remedy: 'Read their error in the buffer, mend the data or the code, then replay the quarantine.',
    },
    {
      name: 'returned',
      metric: metrics.returned(),
      threshold: 1,
      ...LASTING,
      severity: AlarmSeverity.WARNING,
      summary: 'Again and again records go back to their source: they cannot be stored, or time runs out.',
      remedy: "See in the handler's log whether the bucket or its key refuses; else give the handler more time.",
    },
    {
      name: 'state-unavailable',
      metric: metrics.stateErrors(),
      threshold: 1,
      ...LASTING,
      severity: AlarmSeverity.WARNING,
      summary: 'The table of the shared breaker is throttled, denied or away; delivery goes on without it.',
      remedy: "See the table's throttles, its key and the permissions of the handler.",
    },
    {
      name: 'leak',
      metric: metrics.leaked(),
      threshold: 1,
      severity: AlarmSeverity.CRITICAL,
      summary: 'Records were received that have no outcome.',
      remedy: 'This is a defect of Sluice: keep the archive and the logs of the hour and report it.',
    },
  ];
}

function periodSeconds(metrics: FlowMetrics): number {
  return metrics.spillDepth().period.toSeconds();
}

import { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Regulator } from '../scaling/regulator';
import { type AlarmRule, AlarmSeverity } from './alarm-rule';

/** A regulator looks at each flow once in it, at least. */
const LOOK = Duration.minutes(5);

export function regulatorRules(regulator: Regulator): AlarmRule[] {
  return [deadRule(regulator), stuckRule(regulator), disabledRule(regulator)];
}

/**
 * Lambda's own count of errors costs nothing, and tells both ways to be dead: an average of 1 says that each tick failed, and
 * missing data that there was none.
 */
function deadRule(regulator: Regulator): AlarmRule {
  return {
    name: 'regulator-dead',
    metric: regulator.function.metricErrors({ period: Duration.minutes(1), statistic: Stats.AVERAGE }),
    threshold: 1,
    evaluationPeriods: 5,
    treatMissingData: TreatMissingData.BREACHING,
    severity: AlarmSeverity.WARNING,
    summary: 'The regulator has not completed a tick for 5 minutes; all stays as it was set last.',
    remedy: 'Read the log of its function, and see whether its schedule is enabled and it may run.',
  };
}

function stuckRule(regulator: Regulator): AlarmRule {
  return {
    name: 'regulation-stuck',
    metric: regulator.metricStuckFlows().with({ period: LOOK }),
    threshold: 1,
    evaluationPeriods: 2,
    severity: AlarmSeverity.WARNING,
    summary: 'For 10 minutes nothing could be decided for a flow, or its setting was refused.',
    remedy: 'Read the journal: it names the flow, and the metrics that are missing or what the API said.',
  };
}

function disabledRule(regulator: Regulator): AlarmRule {
  return {
    name: 'mapping-disabled',
    metric: regulator.metricDisabledMappings().with({ period: LOOK }),
    threshold: 1,
    evaluationPeriods: 2,
    severity: AlarmSeverity.CRITICAL,
    summary: 'An event source mapping has been disabled for 10 minutes: nobody takes the records.',
    remedy: 'Find it in the journal of the regulator and enable it.',
  };
}

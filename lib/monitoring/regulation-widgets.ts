import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { NAMESPACE, PIPELINE_DIMENSION } from '../contract/metrics';
import { KNOB_DIMENSION, REGULATION_METRIC } from '../contract/regulation-journal';
import type { Regulator } from '../scaling/regulator';

const HALF_WIDTH = 12;

/** What was decided for a pipeline, and beside it why. */
export function regulationRow(regulator: Regulator, pipelineName: string): cloudwatch.IWidget[] {
  return [capacity(pipelineName), journal(regulator, pipelineName)];
}

/** Published with a decision only, so a value holds until the next. Knobs are searched for: a pipeline may have any of them. */
function capacity(pipelineName: string): cloudwatch.IWidget {
  const schema = [NAMESPACE, KNOB_DIMENSION, PIPELINE_DIMENSION].join(',');
  const wanted = `MetricName="${REGULATION_METRIC.decidedCapacity}" ${PIPELINE_DIMENSION}="${pipelineName}"`;
  return new cloudwatch.GraphWidget({
    title: 'Decided capacity',
    width: HALF_WIDTH,
    left: [
      new cloudwatch.MathExpression({
        expression: `FILL(SEARCH('{${schema}} ${wanted}', 'Maximum', 60), REPEAT)`,
        usingMetrics: {},
        label: '',
        period: Duration.minutes(1),
      }),
    ],
  });
}

function journal(regulator: Regulator, pipelineName: string): cloudwatch.IWidget {
  const quoted = (field: string) => `parse @message '"${field}":"*"' as ${field}`;
  return new cloudwatch.LogQueryWidget({
    title: 'Decisions of the regulator',
    width: HALF_WIDTH,
    logGroupNames: [regulator.logGroup.logGroupName],
    queryLines: [
      'fields @timestamp',
      `filter @message like '"journal":"regulation"' and @message like '"pipeline":"${pipelineName}"'`,
      ...['outcome', 'reason', 'detail'].map(quoted),
      'display @timestamp, outcome, reason, detail',
      'sort @timestamp desc',
      'limit 20',
    ],
  });
}

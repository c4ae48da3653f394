import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import type { RegulatedFlow, Signal, SignalSource } from '../contract/regulation';
import { SluiceError } from '../private/sluice-error';
import type { ScalingSignals } from './scaling-signals';

const STATISTICS: readonly string[] = ['Sum', 'Average', 'Maximum'] satisfies SignalSource['statistic'][];

/** The plain form, for the handler, of the metrics of a flow. */
export function signalSources(scope: IConstruct, signals: ScalingSignals): RegulatedFlow['signals'] {
  const { oldestAge, ageUnitsPerSecond = 1, ...others } = signals;
  const age = oldestAge && signalSource(scope, 'oldestAge', oldestAge);
  const factor = ageUnitsPerSecond === 1 ? undefined : 1 / ageUnitsPerSecond;
  const sources: { [signal in Signal]?: SignalSource } = age ? { oldestAgeSeconds: { ...age, factor } } : {};
  for (const [name, metric] of Object.entries(others) as [Signal, IMetric | undefined][]) {
    if (metric) sources[name] = signalSource(scope, name, metric);
  }
  return sources;
}

function signalSource(scope: IConstruct, signal: string, metric: IMetric): SignalSource {
  const { metricStat } = metric.toMetricConfig();
  if (!metricStat || !STATISTICS.includes(metricStat.statistic)) {
    const got = metricStat ? `the statistic ${metricStat.statistic}` : 'an expression';
    const what = `signal ${signal} must be a metric with the statistic ${STATISTICS.join(', ')}, got ${got}`;
    throw new SluiceError(scope, 'SLUICE_REGULATION', what);
  }
  return {
    namespace: metricStat.namespace,
    name: metricStat.metricName,
    dimensions: Object.fromEntries((metricStat.dimensions ?? []).map(({ name, value }) => [name, value as string])),
    statistic: metricStat.statistic as SignalSource['statistic'],
    period: metricStat.period.toSeconds(),
  };
}

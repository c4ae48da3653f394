import assert from 'node:assert/strict';
import { cloudwatch } from '../aws';
import { invoke } from '../calls';
import { nameOf } from '../deployment';
import { until } from '../until';
import type { EvidenceOf } from './evidence';

export const cloudwatchGaps: EvidenceOf = {
  async 'CloudWatch: alarms are evaluated every 2 seconds'() {
    const metric = { Namespace: 'Check', MetricName: 'Eager' };
    const AlarmName = 'check-eager';
    await cloudwatch.putMetricAlarm({
      ...metric,
      AlarmName,
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
    await cloudwatch.putMetricData({ Namespace: 'Check', MetricData: [{ MetricName: 'Eager', Value: 1 }] });
    const state = async () =>
      (await cloudwatch.describeAlarms({ AlarmNames: [AlarmName] })).MetricAlarms?.[0]?.StateValue;
    await until('the alarm', async () => (await state()) === 'ALARM', 8);
    await cloudwatch.deleteAlarms({ AlarmNames: [AlarmName] });
  },

  async 'CloudWatch: metrics of AWS services arrive within seconds'() {
    await invoke('Answer', { act: 'about' });
    const query = {
      Namespace: 'AWS/Lambda',
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'FunctionName', Value: nameOf('Answer') }],
      StartTime: new Date(Date.now() - 300_000),
      EndTime: new Date(Date.now() + 60_000),
      Period: 60,
      Statistics: ['Sum' as const],
    };
    await until('it', async () => ((await cloudwatch.getMetricStatistics(query)).Datapoints ?? []).length > 0, 8);
  },

  async 'CloudWatch: anomaly detection and SEARCH are refused'() {
    const band = [
      { Id: 'm', MetricStat: { Metric: { Namespace: 'Check', MetricName: 'Beat' }, Period: 60, Stat: 'Sum' } },
      { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(m, 2)' },
    ];
    const alarm = {
      AlarmName: 'check-band',
      Metrics: band,
      ThresholdMetricId: 'band',
      ComparisonOperator: 'GreaterThanUpperThreshold' as const,
      EvaluationPeriods: 1,
    };
    await assert.rejects(cloudwatch.putMetricAlarm(alarm), /not emulated/);
    const search = [{ Id: 's', Expression: `SEARCH('{Check} Beat', 'Sum')` }];
    const range = { StartTime: new Date(Date.now() - 60_000), EndTime: new Date() };
    await assert.rejects(cloudwatch.getMetricData({ ...range, MetricDataQueries: search }));
  },
};

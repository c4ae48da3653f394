import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { readFileSync } from 'node:fs';
import {
  type AlarmRule,
  AlarmSeverity,
  DataPipeline,
  FlowMonitor,
  FunctionTarget,
  type MonitoringOptions,
  QueueSource,
  StreamSource,
} from '../../../lib';
import { METRIC, NAMESPACE } from '../../../lib/contract/metrics';
import { REGULATION_METRIC } from '../../../lib/contract/regulation-journal';
import { consumer, newStack, resourcesOf } from '../stacks';

const RULE: AlarmRule = {
  name: 'slow',
  metric: new Metric({ namespace: 'Mine', metricName: 'Slowness' }),
  threshold: 5,
  severity: AlarmSeverity.WARNING,
  summary: 'It is slow.',
  remedy: 'Make it fast.',
};

function pipeline(stack: Stack, source: 'queue' | 'stream' = 'queue', monitoring?: MonitoringOptions): DataPipeline {
  return new DataPipeline(stack, 'Orders', {
    source: source === 'queue' ? new QueueSource() : new StreamSource(),
    target: new FunctionTarget(consumer(stack, 'Worker')),
    monitoring,
  });
}

describe.each(['queue', 'stream'] as const)('alarms of a %s pipeline', (source) => {
  const stack = newStack();
  const { monitor } = pipeline(stack, source);
  const template = Template.fromStack(stack);
  const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm'));
  const resources = new Set(Object.keys(template.toJSON().Resources));

  test.each(alarms)(
    '%s has dimensions that name the pipeline or a resource of the stack',
    (_id, { Properties: alarm }) => {
      expect(alarm.Dimensions).toHaveLength(1);
      const [{ Name, Value }] = alarm.Dimensions;
      if (Name === 'Regulator') {
        expect(Value).toBe('Shop-Orders-Regulator');
        expect(Object.values(REGULATION_METRIC)).toContain(alarm.MetricName);
      } else if (alarm.Namespace === NAMESPACE) {
        expect([Name, Value]).toEqual(['Pipeline', 'Shop-Orders']);
        expect(Object.values(METRIC)).toContain(alarm.MetricName);
      } else {
        expect(resources).toContain(Value.Ref ?? Value['Fn::GetAtt'][0]);
      }
    },
  );

  test.each(alarms)('%s tells the topic when it rings and when it is over', (_id, { Properties: alarm }) => {
    expect(alarm.AlarmActions).toHaveLength(1);
    expect(alarm.OKActions).toEqual(alarm.AlarmActions);
    expect(resources).toContain(alarm.AlarmActions[0].Ref);
  });

  test.each(alarms)(
    '%s takes silence for good, but an outage, which only a success ends, and where silence itself is the trouble',
    (id, { Properties: alarm }) => {
      const isTrouble = /regulatordead|Monitorsilent/.test(id);
      const silence = id.includes('outage') ? 'ignore' : isTrouble ? 'breaching' : 'notBreaching';
      expect(alarm.TreatMissingData).toBe(silence);
    },
  );

  test.each(alarms)('%s says what happened, what to do and where to read on', (_id, { Properties: alarm }) =>
    expect(alarm.AlarmDescription).toMatch(/^(CRITICAL|WARNING): .+\. .+\. Runbook: https:\/\/.+#[a-z-]+$/),
  );

  test('there is one for each way to fail', () => {
    const forQueue = ['dead-letters', 'dead-letters-unstored', 'dead-letters-waiting'];
    const names = monitor.alarms.map((alarm) => alarm.node.id);
    expect(names.sort()).toEqual(
      [
        'all-paths-down',
        'expiring',
        'handler-errors',
        'handler-throttles',
        'late',
        'leak',
        'mapping-disabled',
        'outage',
        'quarantine',
        'regulation-stuck',
        'regulator-dead',
        'replay-errors',
        'replay-failed',
        'replay-throttles',
        'returned',
        'silent',
        'spill-not-draining',
        'state-unavailable',
        ...(source === 'queue' ? forQueue : []),
      ].sort(),
    );
  });
});

test.each([
  ['queue', 'NumberOfMessagesSent'],
  ['stream', 'IncomingRecords'],
] as const)('a %s that gets nothing rings, also where it publishes nothing any more', (source, MetricName) => {
  const stack = newStack();
  pipeline(stack, source);
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName,
    Period: 60,
    Statistic: 'Sum',
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    EvaluationPeriods: 13,
    TreatMissingData: TreatMissingData.BREACHING,
  });
});

test.each(['Returned', 'StateErrors'])('%s ring when they go on, not once', (MetricName) => {
  const stack = newStack();
  pipeline(stack);
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName,
    Statistic: 'Sum',
    Threshold: 1,
    DatapointsToAlarm: 2,
    EvaluationPeriods: 3,
    TreatMissingData: TreatMissingData.NOT_BREACHING,
  });
});

test('an outage is not over because the traffic is', () => {
  const stack = newStack();
  pipeline(stack);
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'BreakerOpen',
    Statistic: 'Maximum',
    Threshold: 1,
    TreatMissingData: TreatMissingData.IGNORE,
  });
});

test.each([
  ['queue', 'ApproximateAgeOfOldestMessage', 480, 172_800],
  ['stream', 'IteratorAge', 480_000, 43_200_000],
] as const)('age thresholds of a %s follow its unit and retention', (source, MetricName, late, expiring) => {
  const stack = newStack();
  pipeline(stack, source);
  for (const Threshold of [late, expiring]) {
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName, Threshold });
  }
});

describe('the list of alarms', () => {
  const named = (stack: Stack, pattern: RegExp) =>
    Object.entries(resourcesOf(stack, 'AWS::CloudWatch::Alarm')).filter(([id]) => pattern.test(id));

  test('takes another rule', () => {
    const stack = newStack();
    pipeline(stack, 'queue', { rules: [RULE] });
    expect(named(stack, /slow/)[0][1].Properties).toMatchObject({ MetricName: 'Slowness', Threshold: 5 });
  });

  test('lets a rule take the place of a default one', () => {
    const stack = newStack();
    pipeline(stack, 'queue', { rules: [{ ...RULE, name: 'late' }] });
    expect(named(stack, /Monitorlate/).map(([, { Properties }]) => Properties.MetricName)).toEqual(['Slowness']);
  });

  test('leaves out what is not wanted', () => {
    const stack = newStack();
    pipeline(stack, 'queue', { omitRules: ['outage', 'late'] });
    expect(named(stack, /Monitor(outage|late)/)).toEqual([]);
  });

  test('refuses to leave out what is not there', () =>
    expect(() => pipeline(newStack(), 'queue', { omitRules: ['outrage'] })).toThrow(
      /SLUICE_ALARM_RULE.*must be one of outage, .*got 'outrage'/,
    ));

  test('refuses a second rule of the same name', () =>
    expect(() => new FlowMonitor(newStack(), 'Monitor', { rules: [RULE, RULE] })).toThrow(
      /SLUICE_ALARM_RULE.*must be unique, got 'slow' twice/,
    ));

  test.each([
    [{ name: 'a b' }, "got 'a b'"],
    [{ evaluationPeriods: 0 }, 'evaluationPeriods must be a whole number from 1'],
    [{ evaluationPeriods: 2, datapointsToAlarm: 3 }, 'datapointsToAlarm must be a whole number from 1 to 2, got 3'],
  ])('refuses the rule %p', (change, message) =>
    expect(() => new FlowMonitor(newStack(), 'Monitor', { rules: [{ ...RULE, ...change }] })).toThrow(message),
  );

  test('serves alone, with a topic of its own', () => {
    const stack = newStack();
    new FlowMonitor(stack, 'Monitor', { rules: [RULE] });
    Template.fromStack(stack).resourceCountIs('AWS::SNS::Topic', 1);
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 1);
  });
});

test('the dashboard has the shape of the pipeline', () => {
  const stack = newStack();
  pipeline(stack);
  const [dashboard] = Object.values(resourcesOf(stack, 'AWS::CloudWatch::Dashboard'));
  const body = JSON.stringify(dashboard.Properties.DashboardBody);
  const titles = [
    'Records into the source',
    'Outcomes',
    'Latency',
    'Breakers',
    'Handler: errors',
    'Decided capacity',
    'Decisions of the regulator',
    'Alarms',
  ];
  const places = titles.map((title) => body.indexOf(title));
  expect(places.every((place) => place > 0)).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('metric names come from the contract alone', () => {
  const source = readFileSync(require.resolve('../../../lib/monitoring/flow-metrics'), 'utf8');
  for (const name of Object.values(METRIC)) expect(source).not.toContain(`'${name}'`);
});

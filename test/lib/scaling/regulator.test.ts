import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AlarmRules, FlowMonitor, MappingConcurrency, RegulationMode, Regulator, StreamShards } from '../../../lib';
import { newStack, resourcesOf, settingsOf } from '../stacks';
import { allowedIn, flowsIn, queueMapping, streamMapping } from './flows';

describe('a regulator with defaults', () => {
  const stack = newStack();
  const regulator = new Regulator(stack, 'Regulator');
  const template = Template.fromStack(stack);

  test('is one function for all pipelines, with a role and a log of its own', () => {
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Timeout: 60,
      TracingConfig: Match.absent(),
      LoggingConfig: { LogFormat: 'Text', LogGroup: Match.anyValue() },
    });
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  test('is told its name and its table, and finds the rest in Parameter Store', () => {
    expect(regulator.regulatorName).toBe('Shop-Regulator');
    expect(settingsOf(stack, /RegulatorFunction/)).toEqual({ regulator: 'Shop-Regulator', stateTable: '<token>' });
  });

  test('looks every minute, and not again when that failed', () =>
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } })],
    }));

  test('may read its flows, metrics and state, and nothing more', () => {
    const actions = allowedIn(stack).map(([action]) => action);
    expect(actions.sort()).toEqual([
      'cloudwatch:GetMetricData',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'ssm:GetParametersByPath',
    ]);
  });

  test('may read the one path of its flows, with the last slash and without', () => {
    const [[, resource] = []] = allowedIn(stack).filter(([action]) => action === 'ssm:GetParametersByPath');
    const paths = (resource as { 'Fn::Join': [string, unknown[]] }[]).map((arn) => arn['Fn::Join'][1].at(-1));
    expect(paths).toEqual([
      ':parameter/sluice-regulator/Shop-Regulator/',
      ':parameter/sluice-regulator/Shop-Regulator',
    ]);
  });

  test('warns that nobody is told of its alarms', () =>
    Annotations.fromStack(stack).hasWarning('/Shop/Regulator/Alerts', Match.stringLikeRegexp('nobody is told')));
});

describe('the alarms of a regulator', () => {
  const stack = newStack();
  const regulator = new Regulator(stack, 'Regulator', { alertEmails: ['ops@example.com'] });
  const template = Template.fromStack(stack);

  test('are three, and tell the topic when they ring and when it is over', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    expect(regulator.monitor?.alarms.map(({ node }) => node.id)).toEqual([
      'regulator-dead',
      'regulation-stuck',
      'mapping-disabled',
    ]);
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toEqual(Properties.OKActions);
      expect(Properties.AlarmDescription).toMatch(/Runbook: https:.*#[a-z-]+$/);
    }
  });

  test('ring when each tick fails for 5 minutes, and when there is none', () =>
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('RegulatorFunction') } }],
      Statistic: 'Average',
      Threshold: 1,
      Period: 60,
      EvaluationPeriods: 5,
      TreatMissingData: 'breaching',
    }));

  test.each(['StuckFlows', 'DisabledMappings'])(
    'ring when there are %s for 10 minutes, and are silent with the metric',
    (MetricName) =>
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'Sluice',
        MetricName,
        Dimensions: [{ Name: 'Regulator', Value: 'Shop-Regulator' }],
        Statistic: 'Maximum',
        Period: 300,
        EvaluationPeriods: 2,
        TreatMissingData: 'notBreaching',
      }),
  );

  test('can be left out, and be put into another monitor', () => {
    const inner = newStack();
    const silent = new Regulator(inner, 'Regulator', { alarms: false });
    new FlowMonitor(inner, 'Monitor', { rules: AlarmRules.forRegulator(silent).slice(0, 1) });
    Template.fromStack(inner).resourceCountIs('AWS::CloudWatch::Alarm', 1);
  });
});

test('can be traced', () => {
  const stack = newStack();
  new Regulator(stack, 'Regulator', { tracing: Tracing.ACTIVE });
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
});

test('table and topic that are given are used, not created', () => {
  const stack = newStack();
  new Regulator(stack, 'Regulator', {
    stateTable: dynamodb.Table.fromTableName(stack, 'State', 'state'),
    alertTopic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111111111111:alerts'),
  });
  Template.fromStack(stack).resourceCountIs('AWS::DynamoDB::Table', 0);
  Template.fromStack(stack).resourceCountIs('AWS::SNS::Topic', 0);
});

describe('act or observe', () => {
  const regulated = (props: { mode?: RegulationMode; own?: RegulationMode } = {}) => {
    const stack = newStack();
    const regulator = new Regulator(stack, 'Regulator', { mode: props.mode });
    const mapping = queueMapping(stack, { maxConcurrency: 7 });
    const target = MappingConcurrency.ofQueue({ ...mapping, minimum: 2, maximum: 50 });
    regulator.addPipeline('jobs', { targets: [target], mode: props.own });
    return stack;
  };
  const mayAct = (stack: Stack) => allowedIn(stack).some(([action]) => action === 'lambda:UpdateEventSourceMapping');
  const mappings = (stack: Stack) => Object.values(resourcesOf(stack, 'AWS::Lambda::EventSourceMapping'));

  test('acting, it may set, and the template leaves the setting alone, which a redeploy then keeps', () => {
    const stack = regulated();
    expect(flowsIn(stack)['jobs.maximum-concurrency'].mode).toBe('act');
    expect(mayAct(stack)).toBe(true);
    for (const { Properties } of mappings(stack)) expect(Properties).not.toHaveProperty('ScalingConfig');
  });

  test.each([
    ['as a whole', { mode: RegulationMode.OBSERVE }],
    ['for one pipeline', { own: RegulationMode.OBSERVE }],
  ])('observing %s, it may only read, and the template keeps its setting', (_which, props) => {
    const stack = regulated(props);
    expect(flowsIn(stack)['jobs.maximum-concurrency'].mode).toBe('observe');
    expect(mayAct(stack)).toBe(false);
    for (const { Properties } of mappings(stack)) expect(Properties.ScalingConfig).toEqual({ MaximumConcurrency: 7 });
  });

  test('one pipeline may be acted upon by a regulator that observes others', () =>
    expect(mayAct(regulated({ mode: RegulationMode.OBSERVE, own: RegulationMode.ACT }))).toBe(true));
});

describe('across stacks', () => {
  test('a regulator works on a pipeline of a stack that depends on it, if told where its settings go', () => {
    const app = new App();
    const [ops, shop] = [new Stack(app, 'Ops'), new Stack(app, 'Shop')];
    const regulator = new Regulator(ops, 'Regulator', { alertEmails: ['ops@example.com'] });
    shop.addStackDependency(ops);
    const { stream } = streamMapping(shop);
    const targets = [new StreamShards({ stream, minimum: 2, maximum: 8 })];
    regulator.addPipeline('clicks', { targets, scope: shop });
    expect(() => app.synth()).not.toThrow();
    expect(Object.keys(flowsIn(shop))).toEqual(['clicks.stream']);
    expect(allowedIn(shop).map(([action]) => action)).toContain('kinesis:UpdateShardCount');
  });

  test('and on one of a stack that it depends on', () => {
    const app = new App();
    const [ops, shop] = [new Stack(app, 'Ops'), new Stack(app, 'Shop')];
    const regulator = new Regulator(ops, 'Regulator');
    regulator.addPipeline('clicks', {
      targets: [new StreamShards({ stream: streamMapping(shop).stream, minimum: 2, maximum: 8 })],
    });
    expect(() => app.synth()).not.toThrow();
    expect(Object.keys(flowsIn(ops))).toEqual(['clicks.stream']);
  });
});

test('many pipelines share one function', () => {
  const stack = newStack();
  const regulator = new Regulator(stack, 'Regulator', { alarms: false });
  for (const name of ['a', 'b', 'c']) {
    const { stream } = streamMapping(stack, {}, name);
    regulator.addPipeline(name, { targets: [new StreamShards({ stream, minimum: 1, maximum: 4 })] });
  }
  Template.fromStack(stack).resourceCountIs('AWS::Events::Rule', 1);
  expect(Object.keys(flowsIn(stack))).toEqual(['a.stream', 'b.stream', 'c.stream']);
});

test('twenty queues fit into the inline policies of its role', () => {
  const stack = newStack();
  const regulator = new Regulator(stack, 'Regulator', { alarms: false });
  for (let i = 0; i < 20; i++) {
    const target = MappingConcurrency.ofQueue({ ...queueMapping(stack, {}, `Q${i}`), minimum: 2, maximum: 9 });
    regulator.addPipeline(`q${i}`, { targets: [target] });
  }
  const policies = Object.entries(resourcesOf(stack, 'AWS::IAM::Policy')).filter(([id]) => id.startsWith('Regulator'));
  expect(policies).toHaveLength(21);
  // As long as they are deployed: the ID of a mapping has 36 characters, the ARN of a queue about 95.
  const deployed = JSON.stringify(policies.map(([, { Properties }]) => Properties.PolicyDocument))
    .replace(/\{"Ref":"AWS::\w+"\}/g, '"us-east-1"')
    .replace(/\{"Ref":[^}]*\}/g, `"${'x'.repeat(36)}"`)
    .replace(/\{"Fn::GetAtt":[^}]*\}/g, `"${'x'.repeat(95)}"`)
    .replace(/\{"Fn::Join":\["",\[([^\]]*)\]\]\}/g, (_, parts: string) => `"${parts.replace(/[",]/g, '')}"`);
  expect(deployed.length).toBeLessThan(10_240);
});

test('a flow tells the objective, and when nothing is to be changed', () => {
  const stack = newStack();
  const regulator = new Regulator(stack, 'Regulator');
  regulator.addPipeline('jobs', {
    targets: [MappingConcurrency.ofQueue({ ...queueMapping(stack), minimum: 2, maximum: 50 })],
    lagObjective: Duration.minutes(3),
    quietHours: [{ from: '22:30', to: '06:00' }],
  });
  expect(flowsIn(stack)['jobs.maximum-concurrency']).toMatchObject({
    planner: { lagObjectiveSeconds: 180 },
    excluded: [{ fromMinute: 1_350, toMinute: 360 }],
  });
});

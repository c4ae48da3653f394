import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { createFailover } from '../../lambda/failover/failover';
import { createRoute } from '../../lambda/failover/route';
import { sweep, type SweepEvent } from '../../lambda/replay/sweep';
import type { HandlerSettings } from '../../lib/contract/settings';
import { createWorld, deadline } from '../lambda/fake-host';
import { messages } from '../lambda/records';
import { settingsOf } from '../lib/stacks';
import { runExample } from './examples';
import { README, snippetsOf, userLines } from './snippets';

const [EXAMPLE = '', ...OTHERS] = snippetsOf(README);

const stack = runExample(EXAMPLE);
const template = Template.fromStack(stack);
const resources = (type: string, properties: object = {}) =>
  Object.entries(template.findResources(type, { Properties: properties }));
const idsOf = (found: readonly (readonly [string, unknown])[]) => found.map(([id]) => id);
const settings = settingsOf(stack, /HandlerFunction/) as unknown as HandlerSettings;

test('the first example of the README is at most 10 lines of user code', () =>
  expect(userLines(EXAMPLE).length).toBeLessThanOrEqual(10));

describe('that example deploys what the README promises:', () => {
  test('a queue whose dead letters go to another', () => {
    const [[deadLetters] = []] = resources('AWS::SQS::Queue', { RedrivePolicy: Match.absent() });
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] } },
    });
  });

  test('a failover handler that the queue calls, with target and fallback', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('OrdersSourceQueue'), 'Arn'] },
      FunctionName: { Ref: Match.stringLikeRegexp('OrdersHandlerFunction') },
    });
    expect(settings).toMatchObject({ primary: { kind: 'function' }, fallback: { kind: 'function' } });
  });

  test('an archive in an encrypted bucket that stays', () => {
    expect(settings.archive).toBe(true);
    template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: Match.anyValue() } },
        ],
      },
    });
  });

  test('a breaker that handler and replay share', () => {
    template.resourceCountIs('AWS::DynamoDB::Table', 1);
    for (const id of [/HandlerFunction/, /ReplayFunction/]) expect(settingsOf(stack, id)).toHaveProperty('stateTable');
  });

  test('a replay that starts by itself', () => {
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 1);
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    expect(settings.replayStateMachineArn).toBeDefined();
  });

  test('alarms with runbooks, as many as it says, that tell an address over an encrypted topic', () => {
    const alarms = resources('AWS::CloudWatch::Alarm');
    const said = [...README.matchAll(/(\d+) alarms/g)].map(([, count]) => Number(count));
    expect(said.length).toBeGreaterThanOrEqual(2);
    expect(new Set(said)).toEqual(new Set([alarms.length]));
    const [[topic] = []] = resources('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    for (const [, { Properties }] of alarms) {
      expect(Properties).toMatchObject({ AlarmActions: [{ Ref: topic }], OKActions: [{ Ref: topic }] });
      expect(Properties.AlarmDescription).toMatch(/Runbook: https:/);
    }
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', TopicArn: { Ref: topic } });
  });

  test('a dashboard', () => template.resourceCountIs('AWS::CloudWatch::Dashboard', 1));

  test('X-Ray on every hop of its own', () => {
    const own = idsOf(resources('AWS::Lambda::Function')).filter((id) =>
      /^Orders(Handler|Replay|DeadLetters)/.test(id),
    );
    expect(own).toHaveLength(3);
    expect(idsOf(resources('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } })).sort()).toEqual(own.sort());
    template.allResourcesProperties('AWS::StepFunctions::StateMachine', { TracingConfiguration: { Enabled: true } });
    template.allResourcesProperties('AWS::SNS::Topic', { TracingConfig: 'Active' });
  });

  test('and nothing to be warned of', () => Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue()));
});

test.each(OTHERS.map((code, i) => [i + 2, code] as const))('example %d of the README deploys, too', (_i, code) => {
  const other = runExample(code);
  expect(Object.keys(Template.fromStack(other).toJSON().Resources as object).length).toBeGreaterThan(10);
});

/** What the schedule of the example hands the sweeper. */
function sweepEvent(): SweepEvent {
  const [[, rule] = []] = resources('AWS::Events::Rule');
  const parts = rule?.Properties.Targets[0].Input['Fn::Join'][1] as unknown[];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'token')).join('')) as SweepEvent;
}

describe('what the README says that it costs', () => {
  /** Dollars a month in us-east-1. */
  const PRICES = { key: 1, alarm: 0.1, metric: 0.3, dashboard: 3 };

  test('idle is the sum of its parts', async () => {
    const world = createWorld({ fallback: true });
    await sweep(world.host(), settings, createRoute(world.host(), settings), sweepEvent());
    const [{ _aws }] = world.emitted as [{ _aws: { CloudWatchMetrics: { Metrics: unknown[] }[] } }];
    const metrics = _aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics).length;
    const dollars =
      resources('AWS::KMS::Key').length * PRICES.key +
      resources('AWS::CloudWatch::Alarm').length * PRICES.alarm +
      metrics * PRICES.metric +
      resources('AWS::CloudWatch::Dashboard').length * PRICES.dashboard;
    const words = README.replace(/\s+/g, ' ');
    expect(words).toContain(`costs $${dollars.toFixed(2)} a month`);
    expect(words).toContain(`${metrics} metrics of the sweeper at $0.30`);
  });

  test('in work is one archived object a batch', async () => {
    const world = createWorld({ fallback: true });
    const failover = createFailover(world.host(), settings);
    await failover({ Records: messages(100) }, deadline(world.clock));
    expect(world.lake.writes).toHaveLength(1);
    expect(world.state.items.size).toBe(0);
  });
});

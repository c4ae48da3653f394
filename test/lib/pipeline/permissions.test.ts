import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  DataPipeline,
  FunctionTarget,
  type ISource,
  type ITarget,
  QueueSource,
  QueueTarget,
  Regulator,
  StreamSource,
  StreamTarget,
} from '../../../lib';
import { everyTarget } from '../scaling/flows';
import { consumer, INIT_FLAGS, newStack, resourcesOf } from '../stacks';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

function pipeline(stack: Stack, id: string, source: ISource, fallback: ITarget): DataPipeline {
  const target = new FunctionTarget(consumer(stack, `${id}Worker`));
  return new DataPipeline(stack, id, { source, target, fallback, alertEmails: ['ops@example.com'] });
}

/** A regulator with a target of each kind. */
function regulator(stack: Stack): void {
  new Regulator(stack, 'Regulator', { alarms: false }).addPipeline('shop', { targets: everyTarget(stack) });
}

function statementsOf(stack: Stack): Statement[] {
  return Object.values(resourcesOf(stack, 'AWS::IAM::Policy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement as Statement[],
  );
}

const actionsOf = (statements: readonly Statement[]) => new Set(statements.flatMap(({ Action }) => [Action].flat()));

function bothPipelines(flags: Record<string, unknown> = {}): Stack {
  const stack = newStack(flags);
  pipeline(stack, 'Orders', new QueueSource(), new QueueTarget(new sqs.Queue(stack, 'Jobs')));
  pipeline(stack, 'Clicks', new StreamSource(), new StreamTarget(new kinesis.Stream(stack, 'Events')));
  regulator(stack);
  return stack;
}

const stack = bothPipelines();
const statements = statementsOf(stack);

/** Actions for which AWS knows no resource: metrics, X-Ray segments, and vended logs of a state machine. */
const WITHOUT_RESOURCE = new Set([
  'cloudwatch:GetMetricData',
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
]);

describe.each([
  ['without feature flags', statements],
  ['with the flags of a new project', statementsOf(bothPipelines(INIT_FLAGS))],
])('each statement, %s,', (_flags, each) => {
  test.each(each.map((statement) => [[statement.Action].flat().join(', '), statement] as const))(
    '%s: is for all resources only where AWS knows none',
    (_action, { Action, Resource }) => {
      const actions = [Action].flat();
      const all = [Resource].flat().includes('*');
      expect([all, actions.every((action) => WITHOUT_RESOURCE.has(action))]).toEqual([all, all]);
    },
  );
});

test('name actions, not patterns of actions', () =>
  expect([...actionsOf(statements)].filter((action) => action.includes('*'))).toEqual([]));

test('come from no policy that AWS manages, which would admit all log groups', () => {
  const roles = Object.entries(resourcesOf(stack, 'AWS::IAM::Role')).filter(([id]) =>
    /Orders(Handler|Replay|Regulator|DeadLetters)/.test(id),
  );
  expect(roles).toHaveLength(5);
  for (const [id, { Properties }] of roles) {
    expect([id, Properties.ManagedPolicyArns]).toEqual([id, undefined]);
  }
});

test('reach objects of the pipeline only', () => {
  const objects = statements.filter(({ Action }) => [Action].flat().some((action) => /s3:.*Object/.test(action)));
  const patterns = objects.flatMap(({ Resource }) => JSON.stringify(Resource).match(/"\/[^"]*"/g) ?? []);
  expect(patterns.length).toBeGreaterThanOrEqual(objects.length);
  for (const pattern of patterns) expect(pattern).toMatch(/Shop-(Orders|Clicks)\/\*"$|^"\/aws\/lambda\/\*"$/);
});

/** What each call of the AWS SDK in a handler needs to be allowed. */
const NEEDED: Record<string, string> = {
  DeleteObject: 's3:DeleteObject',
  DescribeMapRun: 'states:DescribeMapRun',
  DescribeStreamSummary: 'kinesis:DescribeStreamSummary',
  GetEventSourceMapping: 'lambda:GetEventSourceMapping',
  GetItem: 'dynamodb:GetItem',
  GetMetricData: 'cloudwatch:GetMetricData',
  GetObject: 's3:GetObject',
  GetParametersByPath: 'ssm:GetParametersByPath',
  GetProvisionedConcurrencyConfig: 'lambda:GetProvisionedConcurrencyConfig',
  GetQueueAttributes: 'sqs:GetQueueAttributes',
  Invoke: 'lambda:InvokeFunction',
  ListExecutions: 'states:ListExecutions',
  ListMapRuns: 'states:ListMapRuns',
  ListObjectsV2: 's3:ListBucket',
  PutItem: 'dynamodb:PutItem',
  PutObject: 's3:PutObject',
  PutProvisionedConcurrencyConfig: 'lambda:PutProvisionedConcurrencyConfig',
  PutRecords: 'kinesis:PutRecords',
  SendMessageBatch: 'sqs:SendMessage',
  StartExecution: 'states:StartExecution',
  UpdateEventSourceMapping: 'lambda:UpdateEventSourceMapping',
  UpdateMapRun: 'states:UpdateMapRun',
  UpdateShardCount: 'kinesis:UpdateShardCount',
  UpdateStreamWarmThroughput: 'kinesis:UpdateStreamWarmThroughput',
};

test('cover every call that the handlers make', () => {
  const folder = join(__dirname, '../../../lambda/adapters');
  const code = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const calls = new Set(code.flatMap((text) => [...text.matchAll(/new (\w+)Command\(/g)].map(([, call]) => call)));
  const allowed = actionsOf(statements);
  // No local emulator enforces IAM on functions: a call that nobody allowed would fail in the real cloud only.
  for (const call of calls) expect([call, allowed.has(NEEDED[call])]).toEqual([call, true]);
});

test('let a producer in that asks', () => {
  const inner = newStack();
  const user = new iam.User(inner, 'User');
  const jobs = new QueueTarget(new sqs.Queue(inner, 'Jobs'));
  pipeline(inner, 'Orders', new QueueSource(), jobs).grantSend(user);
  pipeline(inner, 'Clicks', new StreamSource(), jobs).grantSend(user);
  for (const action of ['sqs:SendMessage', 'kinesis:PutRecord']) {
    expect(actionsOf(statementsOf(inner))).toContain(action);
  }
});

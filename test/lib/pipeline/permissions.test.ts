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
  StreamSource,
  StreamTarget,
} from '../../../lib';
import { consumer, newStack, resourcesOf } from '../stacks';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

function pipeline(stack: Stack, id: string, source: ISource, fallback: ITarget): DataPipeline {
  const target = new FunctionTarget(consumer(stack, `${id}Worker`));
  return new DataPipeline(stack, id, { source, target, fallback });
}

function statementsOf(stack: Stack): Statement[] {
  return Object.values(resourcesOf(stack, 'AWS::IAM::Policy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement as Statement[],
  );
}

const actionsOf = (statements: readonly Statement[]) => new Set(statements.flatMap(({ Action }) => [Action].flat()));

const stack = newStack();
pipeline(stack, 'Orders', new QueueSource(), new QueueTarget(new sqs.Queue(stack, 'Jobs')));
pipeline(stack, 'Clicks', new StreamSource(), new StreamTarget(new kinesis.Stream(stack, 'Events')));
const statements = statementsOf(stack);

test('are never for all resources, but where AWS knows no resource', () => {
  const starred = statements.filter(({ Resource }) => [Resource].flat().includes('*'));
  const services = new Set([...actionsOf(starred)].map((action) => action.split(':')[0]));
  // Delivery of vended logs by the state machine, and X-Ray segments.
  expect([...services].sort()).toEqual(['logs', 'xray']);
});

test('name actions, not patterns of actions', () =>
  expect([...actionsOf(statements)].filter((action) => action.includes('*'))).toEqual([]));

test('come from no policy that AWS manages, which would admit all log groups', () => {
  const roles = Object.entries(resourcesOf(stack, 'AWS::IAM::Role')).filter(([id]) =>
    /Orders(Handler|Replay)/.test(id),
  );
  expect(roles).toHaveLength(3);
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
  GetItem: 'dynamodb:GetItem',
  GetObject: 's3:GetObject',
  Invoke: 'lambda:InvokeFunction',
  ListExecutions: 'states:ListExecutions',
  ListObjectsV2: 's3:ListBucket',
  PutItem: 'dynamodb:PutItem',
  PutObject: 's3:PutObject',
  PutRecords: 'kinesis:PutRecords',
  SendMessageBatch: 'sqs:SendMessage',
  StartExecution: 'states:StartExecution',
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

import { type App, type Stack, Validations } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  AlarmRules,
  AlertTopic,
  DataPipeline,
  FailoverHandler,
  FlowDashboard,
  FlowMonitor,
  FunctionTarget,
  HttpTarget,
  MappingConcurrency,
  QueueSource,
  QueueTarget,
  Regulator,
  Replay,
  ReprocessingBuffer,
  StreamSource,
  StreamTarget,
} from '../../../lib';
import { INIT_FLAGS, newStack } from '../stacks';

/** A finding that stays, where it may stand, and why. */
interface Acknowledged {
  readonly finding: RegExp;
  readonly resource: RegExp;
  readonly reason: string;
}

const ACKNOWLEDGED: readonly Acknowledged[] = [
  {
    finding: /^AwsSolutions-IAM5\[Resource::\*]$/,
    resource: /\/((Replay|Handler|Failover|Regulator|DeadLetters)\/Role\/DefaultPolicy|Replay\/SweepPolicy)\/Resource$/,
    reason: 'X-Ray and GetMetricData know no resource to name; another test holds these statements to them',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::\*]$/,
    resource: /\/StateMachine\/Role\/DefaultPolicy\/Resource$/,
    reason: 'X-Ray and the delivery of vended logs know no resource to name',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::.*\/(archive|spilled|quarantined|replay-runs)\/Shop-[\w-]+\/\*]$/,
    resource: /\/(Replay|Handler|Failover|DeadLetters)\/(StateMachine\/)?Role\/DefaultPolicy\/Resource$/,
    reason: 'objects are named by their records; the folder is the pipeline’s own',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::.*\/aws\/lambda\/\*]$/,
    resource: /\/(Replay|Handler)\/Role\/DefaultPolicy\/Resource$/,
    reason: 'Lambda itself names the objects of the batches that it gives up on',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::<\w+Function\w+\.Arn>:\*]$/,
    resource: /\/StateMachine\/Role\/DefaultPolicy\/Resource$/,
    reason: 'versions of the one function that the task of the CDK may invoke',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::arn:.*:states:.*:execution:.*:\*]$/,
    resource: /\/(StateMachine\/DistributedMapPolicy|SweepPolicy)\/Resource$/,
    reason: 'executions of the state machine itself get their names when they start',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::arn:.*:states:.*:mapRun:.*\/\*]$/,
    resource: /\/SweepPolicy\/Resource$/,
    reason: 'and so do their map runs',
  },
  {
    finding: /^AwsSolutions-SF1$/,
    resource: /\/Replay\/StateMachine\/Resource$/,
    reason: 'the outcome of each object is kept under replay-runs/; logging every event would bill each of them again',
  },
  {
    finding: /^AwsSolutions-SQS3$/,
    resource: /\/Undelivered\/Resource$/,
    reason: 'it is a dead-letter queue itself, of the subscriptions to the alert topic',
  },
  {
    finding: /^AwsSolutions-S1$/,
    resource: /\/Buffer\/Bucket\/Resource$/,
    reason: 'where access logs go is the account’s choice: give a bucket that has them',
  },
  {
    finding: /^AwsSolutions-DDB3$/,
    resource: /\/State\/Resource$/,
    reason: 'the state of a breaker is worth nothing a minute later',
  },
];

interface Finding {
  readonly rule: string;
  readonly resource: string;
}

function findingsIn(stack: Stack): Finding[] {
  const { violations } = new AwsSolutionsChecks().validateScope(stack);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath = '' }) => ({ rule: ruleName, resource: constructPath })),
  );
}

const acknowledgementOf = ({ rule, resource }: Finding) =>
  ACKNOWLEDGED.find((each) => each.finding.test(rule) && each.resource.test(resource));

function existing(stack: Stack) {
  return {
    worker: lambda.Function.fromFunctionArn(stack, 'Worker', 'arn:aws:lambda:eu-west-1:111111111111:function:worker'),
    jobs: sqs.Queue.fromQueueArn(stack, 'Jobs', 'arn:aws:sqs:eu-west-1:111111111111:jobs'),
    events: kinesis.Stream.fromStreamArn(stack, 'Events', 'arn:aws:kinesis:eu-west-1:111111111111:stream/events'),
    lake: s3.Bucket.fromBucketName(stack, 'Lake', 'lake'),
  };
}

function pipelines(stack: Stack): void {
  const { worker, jobs, events } = existing(stack);
  const target = new FunctionTarget(worker);
  const fallbacks = [new QueueTarget(jobs), new StreamTarget(events), new HttpTarget({ url: 'https://example.com' })];
  const alertEmails = ['ops@example.com'];
  const sources = [new QueueSource(), new StreamSource(), new QueueSource({ fifo: true })];
  sources.forEach(
    (source, i) => new DataPipeline(stack, `P${i}`, { source, target, fallback: fallbacks[i], alertEmails }),
  );
}

function partsAlone(stack: Stack): void {
  const { worker, lake } = existing(stack);
  const target = new FunctionTarget(worker);
  new FailoverHandler(stack, 'Failover', { target }).consume(new QueueSource());
  new Replay(stack, 'Replay', { target, bucket: lake });
  new ReprocessingBuffer(stack, 'Buffer');
  new FlowMonitor(stack, 'Monitor', { rules: AlarmRules.forFunction(worker, 'worker') });
  new FlowDashboard(stack, 'Dashboard', { pipelineName: 'Orders' });
  new AlertTopic(stack, 'Alerts');
  new Regulator(stack, 'Regulator').addPipeline('jobs', { targets: [existingMapping(stack)] });
}

function existingMapping(stack: Stack): MappingConcurrency {
  return MappingConcurrency.ofQueue({
    mapping: lambda.EventSourceMapping.fromEventSourceMappingId(stack, 'Mapping', 'a-b-c'),
    queue: sqs.Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:eu-west-1:111111111111:jobs'),
    consumer: lambda.Function.fromFunctionArn(
      stack,
      'Consumer',
      'arn:aws:lambda:eu-west-1:111111111111:function:consumer',
    ),
    minimum: 2,
    maximum: 50,
  });
}

const STACKS: readonly (readonly [string, Stack])[] = [
  ['pipelines', pipelines],
  ['parts alone', partsAlone],
].flatMap(([what, define]) =>
  [
    ['without feature flags', {}],
    ['with the flags of a new project', INIT_FLAGS],
  ].map(([flags, context]) => {
    const stack = newStack(context as Record<string, unknown>);
    (define as (stack: Stack) => void)(stack);
    return [`${what as string}, ${flags as string}`, stack] as const;
  }),
);

test.each(STACKS)('AWS’s solutions checks find nothing in %s but what is acknowledged', (_what, stack) =>
  expect(findingsIn(stack).filter((finding) => !acknowledgementOf(finding))).toEqual([]),
);

test.each(ACKNOWLEDGED)('$finding at $resource is still there to be acknowledged', ({ finding, resource }) =>
  expect(STACKS.flatMap(([, stack]) => findingsIn(stack))).toContainEqual({
    rule: expect.stringMatching(finding),
    resource: expect.stringMatching(resource),
  }),
);

test('the checks do look: an open queue is found', () => {
  const stack = newStack();
  new sqs.Queue(stack, 'Open');
  expect(findingsIn(stack).map(({ rule }) => rule)).toContain('AwsSolutions-SQS4');
});

/** What the checks complain of when a user's app registers them. */
function complaintsAtSynth(define: (stack: Stack) => void): string {
  const stack = newStack();
  define(stack);
  Validations.of(stack.node.root).addPlugins(new AwsSolutionsChecks());
  try {
    (stack.node.root as App).synth();
    return '';
  } catch (error) {
    return String(error);
  }
}

test('a user’s app that registers the checks can acknowledge at the resource', () => {
  const acknowledged = (stack: Stack) => {
    pipelines(stack);
    for (const node of stack.node.findAll()) {
      if (!(node instanceof StateMachine)) continue;
      Validations.of(node).acknowledge({ id: 'AwsSolutions-SF1', reason: 'replay-runs/ keeps the outcomes' });
    }
  };
  expect(complaintsAtSynth(pipelines)).toContain('AwsSolutions-SF1');
  expect(complaintsAtSynth(acknowledged)).not.toContain('AwsSolutions-SF1');
});

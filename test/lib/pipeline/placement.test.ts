import { App, type Environment, NestedStack, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  DataPipeline,
  type DataPipelineProps,
  FailoverHandler,
  FunctionTarget,
  QueueSource,
  QueueTarget,
  Replay,
  ReprocessingBuffer,
  StreamSource,
  StreamTarget,
} from '../../../lib';
import { consumer, existingQueue, INIT_FLAGS, newStack, resourcesOf, settingsOf } from '../stacks';

const ALERTED = { alertEmails: ['ops@example.com'] };
const STATEFUL = [
  'AWS::SQS::Queue',
  'AWS::Kinesis::Stream',
  'AWS::S3::Bucket',
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
];
const ACCOUNT = '111111111111';
const ENVIRONMENTS: readonly (Environment | undefined)[] = [undefined, { account: ACCOUNT, region: 'eu-west-1' }];

function orders(stack: Stack, props: Partial<DataPipelineProps> = {}, id = 'Orders'): DataPipeline {
  return new DataPipeline(stack, id, {
    source: new QueueSource(),
    target: new FunctionTarget(consumer(stack, `${id}Primary`)),
    fallback: new FunctionTarget(consumer(stack, `${id}Standby`)),
    ...ALERTED,
    ...props,
  });
}

test('two pipelines in one stack do not meet', () => {
  const stack = newStack();
  const names = [orders(stack).pipelineName, orders(stack, {}, 'Returns').pipelineName];
  expect(names).toEqual(['Shop-Orders', 'Shop-Returns']);
  Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 2);
});

test('stacks of two stages and of one name have pipelines of two names', () => {
  const app = new App();
  const names = ['Beta', 'Prod'].map((stage) => orders(new Stack(new Stage(app, stage), 'Shop')).pipelineName);
  expect(names).toEqual(['Beta-Shop-Orders', 'Prod-Shop-Orders']);
});

test('the feature flags of a new project change no resource that holds data', () => {
  const [without, withFlags] = [undefined, INIT_FLAGS].map((flags) => {
    const stack = newStack(flags);
    orders(stack);
    orders(stack, { source: new StreamSource() }, 'Clicks');
    return STATEFUL.map((type) => Object.keys(resourcesOf(stack, type)));
  });
  expect(withFlags).toEqual(without);
});

test('in a nested stack it is named after the stack around it, and reaches what is outside', () => {
  const stack = newStack();
  const nested = new NestedStack(stack, 'Inner');
  const { pipelineName } = orders(nested, { target: new FunctionTarget(consumer(stack, 'Worker')) });
  expect(pipelineName).toBe('Shop-Inner-Orders');
  Template.fromStack(nested).hasResourceProperties('AWS::SSM::Parameter', { Name: '/sluice/Shop-Inner-Orders' });
  expect(() => Template.fromStack(stack)).not.toThrow();
});

describe('across stacks', () => {
  test('it works on a queue, a stream, functions and a topic', () => {
    const app = new App();
    const base = new Stack(app, 'Base');
    const queue = existingQueue(base, 'Queue', { maxReceiveCount: 7 });
    const stream = new kinesis.Stream(base, 'Stream');
    const [primary, topic] = [consumer(base, 'Primary'), new sns.Topic(base, 'Topic')];
    const stack = new Stack(app, 'Shop');
    const target = new FunctionTarget(primary);
    new DataPipeline(stack, 'Orders', { source: new QueueSource({ queue }), target, alertTopic: topic });
    new DataPipeline(stack, 'Clicks', { source: new StreamSource({ stream }), target, alertTopic: topic });
    Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 0);
    Template.fromStack(stack).resourceCountIs('AWS::Kinesis::Stream', 0);
    expect(settingsOf(stack, /OrdersHandlerFunction/)).toMatchObject({ maxReceives: 7 });
  });

  test('it shares buffer, table, topic and key of a pipeline of another stack', () => {
    const app = new App();
    const first = orders(new Stack(app, 'Shop'));
    const stack = new Stack(app, 'Returns');
    orders(stack, {
      buffer: first.buffer,
      stateTable: first.stateTable,
      alertTopic: first.alerts.topic,
      encryptionKey: first.encryptionKey,
    });
    for (const type of ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::SNS::Topic', 'AWS::KMS::Key']) {
      Template.fromStack(stack).resourceCountIs(type, 0);
    }
    Template.fromStack(Stack.of(first)).resourceCountIs('AWS::SNS::Subscription', 1);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
            Resource: { 'Fn::ImportValue': Match.anyValue() },
          }),
        ]),
      },
    });
  });

  test.each([
    ['queue', () => new QueueSource()],
    ['stream', () => new StreamSource()],
  ])('the handler of a %s starts a replay of another stack', (_kind, source) => {
    const app = new App();
    const [base, shop] = [new Stack(app, 'Base'), new Stack(app, 'Shop')];
    const target = new FunctionTarget(consumer(base, 'Worker'));
    const replay = new Replay(base, 'Replay', { target });
    const { buffer, stateTable, pipelineName } = replay;
    const handler = new FailoverHandler(shop, 'Handler', { target, replay, buffer, stateTable, pipelineName });
    handler.consume(source());
    expect(() => app.synth()).not.toThrow();
  });

  test('a pipeline of one stack feeds that of another', () => {
    const app = new App();
    const [shop, lab] = [new Stack(app, 'Shop'), new Stack(app, 'Lab')];
    const { source } = orders(lab);
    orders(shop, { fallback: new QueueTarget(source.queue as sqs.IQueue) });
    expect(() => app.synth()).not.toThrow();
  });
});

describe.each(ENVIRONMENTS)('imported into a stack of environment %j', (env) => {
  const stackOf = () => new Stack(new App(), 'Shop', { env });
  const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;

  test.each(['orders', 'orders.fifo'])('a queue by ARN, %s', (name) => {
    const stack = stackOf();
    const queue = sqs.Queue.fromQueueArn(stack, 'Queue', arn('sqs', name));
    orders(stack, { source: new QueueSource({ queue, maxReceiveCount: 5 }) });
    const fifo = name.endsWith('.fifo');
    expect(settingsOf(stack, /HandlerFunction/)).toMatchObject({ ordered: fifo, maxReceives: 5 });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventSourceMapping', { BatchSize: fifo ? 10 : 100 });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('imported queue cannot be checked'));
  });

  test('a stream by ARN, as source and as fallback', () => {
    const stack = stackOf();
    const [stream, parked] = ['clicks', 'parked'].map((name) =>
      kinesis.Stream.fromStreamArn(stack, name, arn('kinesis', `stream/${name}`)),
    );
    orders(stack, { source: new StreamSource({ stream }), fallback: new StreamTarget(parked) });
    expect(settingsOf(stack, /HandlerFunction/)).toMatchObject({ fallback: { kind: 'stream', streamName: 'parked' } });
  });

  test.each(['worker', 'worker:live'])('a function by ARN, %s, and no other may be invoked', (name) => {
    const stack = stackOf();
    const functionArn = arn('lambda', `function:${name}`);
    orders(stack, { target: new FunctionTarget(lambda.Function.fromFunctionArn(stack, 'Worker', functionArn)) });
    expect(settingsOf(stack, /HandlerFunction/)).toMatchObject({ primary: { kind: 'function', functionArn } });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: 'lambda:InvokeFunction', Resource: functionArn })]),
      },
    });
  });

  test('bucket, key, table and topic', () => {
    const stack = stackOf();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', arn('kms', 'key/abc'));
    const bucket = s3.Bucket.fromBucketAttributes(stack, 'Lake', { bucketName: 'lake', encryptionKey });
    const pipeline = orders(stack, {
      buffer: ReprocessingBuffer.fromBucket(stack, 'Buffer', bucket),
      stateTable: dynamodb.Table.fromTableName(stack, 'State', 'state'),
      alertTopic: sns.Topic.fromTopicArn(stack, 'Topic', arn('sns', 'alerts')),
    });
    expect(pipeline.encryptionKey).toBeUndefined();
    expect(settingsOf(stack, /HandlerFunction/)).toMatchObject({ bucket: 'lake', stateTable: 'state' });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Resource: arn('kms', 'key/abc') })]),
      },
    });
  });
});

test('a function of another account is invoked, once that account agrees, which is said', () => {
  const stack = new Stack(new App(), 'Shop', { env: { account: '222222222222', region: 'eu-west-1' } });
  const worker = lambda.Function.fromFunctionArn(
    stack,
    'Worker',
    `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:worker`,
  );
  orders(stack, { target: new FunctionTarget(worker) });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(`of account ${ACCOUNT}: see that its policy`));
});

describe('in another region', () => {
  const stackOf = () => new Stack(new App(), 'Shop', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  const far = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${ACCOUNT}:${resource}`;

  test.each<[string, (stack: Stack) => Partial<DataPipelineProps>]>([
    [
      'source',
      (stack) => ({ source: new QueueSource({ queue: sqs.Queue.fromQueueArn(stack, 'Far', far('sqs', 'x')) }) }),
    ],
    [
      'target',
      (stack) => ({
        target: new FunctionTarget(lambda.Function.fromFunctionArn(stack, 'Far', far('lambda', 'function:x'))),
      }),
    ],
    [
      'fallback',
      (stack) => ({
        fallback: new StreamTarget(kinesis.Stream.fromStreamArn(stack, 'Far', far('kinesis', 'stream/x'))),
      }),
    ],
    [
      'topic',
      (stack) => ({ alertTopic: sns.Topic.fromTopicArn(stack, 'Far', far('sns', 'x')), alertEmails: undefined }),
    ],
  ])('a %s, which AWS would refuse later, is refused', (name, props) => {
    const stack = stackOf();
    expect(() => orders(stack, props(stack))).toThrow(
      `${name} must be in region eu-west-1, got Shop/Far in us-east-1; use one of the same region`,
    );
  });
});

describe('under the rules of a platform team', () => {
  test('every role has the boundary that the stack asks for', () => {
    const stack = newStack();
    orders(stack);
    iam.PermissionsBoundary.of(stack).apply(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'));
    const roles = Object.values(resourcesOf(stack, 'AWS::IAM::Role'));
    expect(roles.length).toBeGreaterThanOrEqual(3);
    for (const { Properties } of roles) expect(Properties.PermissionsBoundary).toBeDefined();
  });

  test('every resource that can be tagged is tagged', () => {
    const stack = newStack();
    orders(stack);
    Tags.of(stack).add('team', 'shop');
    for (const type of [...STATEFUL, 'AWS::Lambda::Function', 'AWS::SNS::Topic', 'AWS::CloudWatch::Alarm']) {
      for (const { Properties } of Object.values(resourcesOf(stack, type))) {
        expect(Properties.Tags).toContainEqual({ Key: 'team', Value: 'shop' });
      }
    }
  });
});

import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  AlarmRules,
  DataPipeline,
  type DataPipelineProps,
  DeadLetterConsumer,
  type DeadLetterConsumerProps,
  FunctionTarget,
  QueueSource,
  ReprocessingBuffer,
  StreamSource,
} from '../../../lib';
import { consumer, existingQueue, newStack, settingsOf } from '../stacks';

function consume(stack: Stack, queue: sqs.IQueue, props: Partial<DeadLetterConsumerProps> = {}): DeadLetterConsumer {
  const buffer = new ReprocessingBuffer(stack, 'Buffer');
  return new DeadLetterConsumer(stack, 'DeadLetters', { queue, buffer, pipelineName: 'orders', ...props });
}

function pipeline(props: Partial<DataPipelineProps> = {}): { stack: Stack; orders: DataPipeline } {
  const stack = newStack();
  const target = new FunctionTarget(consumer(stack, 'Worker'));
  return { stack, orders: new DataPipeline(stack, 'Orders', { source: new QueueSource(), target, ...props }) };
}

const timeoutOf = (stack: Stack, Timeout: number) =>
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
    Description: Match.stringLikeRegexp('dead letters'),
    Timeout,
  });

describe('an existing dead-letter queue', () => {
  const stack = newStack();
  const key = new kms.Key(stack, 'Key');
  const queue = new sqs.Queue(stack, 'Dead', {
    encryptionMasterKey: key,
    redriveAllowPolicy: { redrivePermission: sqs.RedrivePermission.DENY_ALL },
  });
  consume(stack, queue);
  const template = Template.fromStack(stack);
  const id = stack.getLogicalId(queue.node.defaultChild as sqs.CfnQueue);

  test('is read two batches at a time, and acknowledged message by message', () =>
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
      BatchSize: 10,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    }));

  test('is decrypted, and its messages are put into quarantine and nowhere else', () => {
    const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[],
    );
    const puts = statements.filter(({ Action }) => [Action].flat().some((action) => action.startsWith('s3:')));
    expect(puts).toHaveLength(1);
    expect(puts[0].Action).toBe('s3:PutObject');
    expect(JSON.stringify(puts[0].Resource)).toContain('/quarantined/orders/*');
    const keyId = stack.getLogicalId(key.node.defaultChild as kms.CfnKey);
    expect(statements).toContainEqual(
      expect.objectContaining({ Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': [keyId, 'Arn'] } }),
    );
  });

  test('tells the function its pipeline and lake', () =>
    expect(settingsOf(stack, /DeadLettersFunction/)).toEqual({ pipeline: 'orders', bucket: '<token>' }));
});

describe('six runs fit into the time that a message is hidden', () => {
  test.each([
    [6, 1],
    [60, 10],
    [720, 60],
  ])('of %d seconds', (seconds, timeout) => {
    const stack = newStack();
    consume(stack, new sqs.Queue(stack, 'Dead', { visibilityTimeout: Duration.seconds(seconds) }));
    timeoutOf(stack, timeout);
  });

  test('also of an imported FIFO queue, which is taken to have the default of SQS', () => {
    const stack = newStack();
    consume(stack, sqs.Queue.fromQueueArn(stack, 'Dead', 'arn:aws:sqs:eu-west-1:123456789012:dead.fifo'));
    timeoutOf(stack, 5);
  });

  test('or it is refused', () => {
    const stack = newStack();
    const queue = new sqs.Queue(stack, 'Dead', { visibilityTimeout: Duration.seconds(5) });
    expect(() => consume(stack, queue)).toThrow(/SLUICE_VISIBILITY.*from 6 to .*got 5 seconds/);
  });
});

test('a concurrency that Lambda does not take is refused', () => {
  const stack = newStack();
  expect(() => consume(stack, new sqs.Queue(stack, 'Dead'), { maxConcurrency: 1 })).toThrow(/SLUICE_MAX_CONCURRENCY/);
});

test('its alarms see dead letters that are stored, that nobody takes, and that cannot be stored', () => {
  const stack = newStack();
  const rules = AlarmRules.forDeadLetterConsumer(consume(stack, new sqs.Queue(stack, 'Dead')));
  expect(rules.map(({ name, metric }) => [name, metric.toMetricConfig().metricStat?.metricName])).toEqual([
    ['dead-letters', 'DeadLettered'],
    ['dead-letters-waiting', 'ApproximateNumberOfMessagesVisible'],
    ['dead-letters-unstored', 'ApproximateNumberOfMessagesNotVisible'],
  ]);
});

describe('a pipeline', () => {
  test.each([
    ['standard', false],
    ['FIFO', true],
  ])('keeps the dead letters of a %s queue that it creates', (_kind, fifo) => {
    const { orders } = pipeline({ source: new QueueSource({ fifo }) });
    expect(orders.deadLetters!.queue).toBe(orders.source.deadLetterQueue);
    expect(orders.deadLetters!.pipelineName).toBe(orders.pipelineName);
    expect(orders.monitor.alarm('dead-letters-unstored')).toBeDefined();
  });

  test('leaves them to somebody else where it is told so, and watches the queue', () => {
    const { orders } = pipeline({ keepDeadLetters: false });
    expect(orders.deadLetters).toBeUndefined();
    expect(orders.monitor.alarm('dead-letters')).toBeDefined();
    expect(orders.monitor.alarm('dead-letters-unstored')).toBeUndefined();
  });

  test('takes none from a queue that it did not create', () => {
    const stack = newStack();
    const target = new FunctionTarget(consumer(stack, 'Worker'));
    const existing = new QueueSource({ queue: existingQueue(stack, 'Mine', { maxReceiveCount: 7 }) });
    const given = new QueueSource({
      deadLetterQueue: new sqs.Queue(stack, 'Dead', { retentionPeriod: Duration.days(14) }),
    });
    expect(new DataPipeline(stack, 'Existing', { source: existing, target }).deadLetters).toBeUndefined();
    expect(new DataPipeline(stack, 'Given', { source: given, target }).deadLetters).toBeUndefined();
    expect(new DataPipeline(stack, 'Clicks', { source: new StreamSource(), target }).deadLetters).toBeUndefined();
  });
});

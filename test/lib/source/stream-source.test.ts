import { Duration, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { FailoverHandler, FunctionTarget, StreamSource, type StreamSourceProps, StreamTarget } from '../../../lib';
import { consumer, newStack } from '../stacks';

function consume(props: StreamSourceProps = {}, stack: Stack = newStack()): Stack {
  const target = new FunctionTarget(consumer(stack, 'Worker'));
  new FailoverHandler(stack, 'Handler', { target }).consume(new StreamSource(props));
  return stack;
}

const mapping = (stack: Stack, properties: object) =>
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventSourceMapping', properties);

test('failures are bounded, halved, reported record by record and kept with their payload', () =>
  mapping(consume(), {
    BatchSize: 100,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 10,
    MaximumRecordAgeInSeconds: 23 * 3_600,
    StartingPosition: 'TRIM_HORIZON',
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('Bucket'), 'Arn'] } } },
  }));

test('the handler may write what Lambda gives up on, and nothing else of the bucket but its folders', () => {
  const policies = Template.fromStack(consume()).findResources('AWS::IAM::Policy');
  const text = JSON.stringify(policies);
  expect(text).toContain('/aws/lambda/*');
  expect(text).not.toContain('s3:DeleteObject');
  expect(text).not.toContain('s3:GetObject');
});

test('a new stream is encrypted and has one shard', () =>
  Template.fromStack(consume()).hasResourceProperties('AWS::Kinesis::Stream', {
    ShardCount: 1,
    RetentionPeriodHours: 24,
    StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
  }));

test('an on-demand stream has no shard count', () =>
  Template.fromStack(consume({ streamMode: kinesis.StreamMode.ON_DEMAND })).hasResourceProperties(
    'AWS::Kinesis::Stream',
    {
      ShardCount: Match.absent(),
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    },
  ));

test.each([
  [24, 82_800],
  [48, 169_200],
  [24 * 30, 604_800],
])('with a retention of %d hours a record is given up after %d seconds', (hours, age) =>
  mapping(consume({ retention: Duration.hours(hours) }), { MaximumRecordAgeInSeconds: age }),
);

test('the retention of an existing stream is known', () => {
  const stack = newStack();
  consume({ stream: new kinesis.Stream(stack, 'Stream', { retentionPeriod: Duration.hours(72) }) }, stack);
  mapping(stack, { MaximumRecordAgeInSeconds: 71 * 3_600 });
});

test('settings reach the mapping', () =>
  mapping(
    consume({
      batchSize: 500,
      parallelizationFactor: 4,
      maxBatchingWindow: Duration.seconds(2),
      retryAttempts: 3,
      startingPosition: lambda.StartingPosition.LATEST,
    }),
    {
      BatchSize: 500,
      ParallelizationFactor: 4,
      MaximumBatchingWindowInSeconds: 2,
      MaximumRetryAttempts: 3,
      StartingPosition: 'LATEST',
    },
  ));

test.each<[string, StreamSourceProps, RegExp]>([
  ['a huge batch', { batchSize: 10_001 }, /SLUICE_BATCH_SIZE.*got 10001/],
  ['a long window', { maxBatchingWindow: Duration.minutes(6) }, /SLUICE_BATCHING_WINDOW.*got 360 seconds/],
  ['no parallelism', { parallelizationFactor: 0 }, /SLUICE_PARALLELIZATION.*from 1 to 10, got 0/],
  ['much parallelism', { parallelizationFactor: 11 }, /SLUICE_PARALLELIZATION/],
  ['endless retries', { retryAttempts: -1 }, /SLUICE_RETRY_ATTEMPTS/],
  ['an age below a minute', { maxRecordAge: Duration.seconds(59) }, /SLUICE_RECORD_AGE/],
  ['an age above the retention', { maxRecordAge: Duration.hours(24) }, /SLUICE_RECORD_AGE.*shorter than the 86400/],
  ['a short retention', { retention: Duration.hours(23) }, /SLUICE_RETENTION/],
  ['no shards', { shardCount: 0 }, /SLUICE_SHARD_COUNT/],
  [
    'shards on demand',
    { streamMode: kinesis.StreamMode.ON_DEMAND, shardCount: 2 },
    /SLUICE_SHARD_COUNT.*on-demand mode, got 2/,
  ],
])('refuses %s', (_name, props, message) => expect(() => consume(props)).toThrow(message));

test('an existing stream takes no shard count', () => {
  const stack = newStack();
  const stream = new kinesis.Stream(stack, 'Stream');
  expect(() => consume({ stream, shardCount: 2 }, stack)).toThrow(
    /SLUICE_STREAM_SETTINGS.*shardCount must be left out/,
  );
});

test('a stream that feeds itself is refused', () => {
  const stack = newStack();
  const stream = new kinesis.Stream(stack, 'Stream');
  const handler = new FailoverHandler(stack, 'Handler', { target: new StreamTarget(stream) });
  expect(() => handler.consume(new StreamSource({ stream }))).toThrow('SLUICE_RECURSION');
});

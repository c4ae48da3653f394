import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  DataPipeline,
  type DataPipelineProps,
  FunctionTarget,
  HttpTarget,
  QueueSource,
  ReprocessingBuffer,
  StreamSource,
} from '../../../lib';
import { consumer, newStack } from '../stacks';

/** Values that only the deployment knows. */
interface Unknown {
  readonly stack: Stack;
  readonly text: string;
  readonly number: number;
  readonly seconds: Duration;
}

function synth(props: (unknown: Unknown) => Partial<DataPipelineProps>): Template {
  const stack = newStack();
  const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  const text = new CfnParameter(stack, 'Text').valueAsString;
  new DataPipeline(stack, 'Orders', {
    source: new QueueSource(),
    target: new FunctionTarget(consumer(stack, 'Worker')),
    ...props({ stack, text, number, seconds: Duration.seconds(number) }),
  });
  return Template.fromStack(stack);
}

const VISIBLE = Duration.minutes(10);

test.each<[string, (unknown: Unknown) => Partial<DataPipelineProps>]>([
  ['pipelineName', ({ text }) => ({ pipelineName: text })],
  ['alertEmails', ({ text }) => ({ alertEmails: [text] })],
  ['url', ({ text }) => ({ target: new HttpTarget({ url: text, headers: { key: text } }) })],
  ['memorySize', ({ number }) => ({ memorySize: number })],
  ['maxReplays', ({ number }) => ({ maxReplays: number })],
  ['failuresToOpen', ({ number }) => ({ breaker: { failuresToOpen: number } })],
  ['timeout', ({ seconds }) => ({ timeout: seconds, source: new QueueSource({ visibilityTimeout: VISIBLE }) })],
  ['batchSize of a queue', ({ number }) => ({ source: new QueueSource({ batchSize: number }) })],
  ['maxConcurrency', ({ number }) => ({ source: new QueueSource({ maxConcurrency: number }) })],
  ['maxReceiveCount', ({ number }) => ({ source: new QueueSource({ maxReceiveCount: number }) })],
  ['visibilityTimeout', ({ seconds }) => ({ source: new QueueSource({ visibilityTimeout: seconds }) })],
  ['retention of a queue', ({ seconds }) => ({ source: new QueueSource({ retention: seconds }) })],
  [
    'maxBatchingWindow of a queue',
    ({ seconds }) => ({ source: new QueueSource({ maxBatchingWindow: seconds, visibilityTimeout: VISIBLE }) }),
  ],
  ['batchSize of a stream', ({ number }) => ({ source: new StreamSource({ batchSize: number }) })],
  ['maxBatchingWindow of a stream', ({ seconds }) => ({ source: new StreamSource({ maxBatchingWindow: seconds }) })],
  ['parallelizationFactor', ({ number }) => ({ source: new StreamSource({ parallelizationFactor: number }) })],
  ['retryAttempts', ({ number }) => ({ source: new StreamSource({ retryAttempts: number }) })],
  ['shardCount', ({ number }) => ({ source: new StreamSource({ shardCount: number }) })],
  ['retention of a stream', ({ number }) => ({ source: new StreamSource({ retention: Duration.hours(number) }) })],
  [
    'archiveRetention',
    ({ stack, number }) => ({
      buffer: new ReprocessingBuffer(stack, 'Buffer', { archiveRetention: Duration.days(number) }),
    }),
  ],
])('%s may be known only at deploy', (_name, props) => {
  expect(JSON.stringify(synth(props))).toMatch(/"Ref":"(Text|Number)"/);
});

test.each<[string, (unknown: Unknown) => Partial<DataPipelineProps>]>([
  ['coolDown', ({ seconds }) => ({ breaker: { coolDown: seconds } })],
  ['maxCoolDown', ({ seconds }) => ({ breaker: { maxCoolDown: seconds } })],
  ['slowCall', ({ seconds }) => ({ breaker: { slowCall: seconds } })],
  ['maxRecordAge', ({ seconds }) => ({ source: new StreamSource({ maxRecordAge: seconds }) })],
  ['resolution', ({ seconds }) => ({ monitoring: { resolution: seconds } })],
  ['timeout', ({ seconds }) => ({ target: new HttpTarget({ url: 'https://example.com', timeout: seconds }) })],
])('%s, which the library computes with, must be known at synth', (name, props) => {
  expect(() => synth(props)).toThrow(new RegExp(`SLUICE_TOKEN.*${name} must be known at synth, got a token`));
});

test('where the visibility timeout cannot be derived it is asked for', () => {
  const asked = /SLUICE_VISIBILITY.*visibilityTimeout must be given/;
  expect(() => synth(({ seconds }) => ({ timeout: seconds }))).toThrow(asked);
  expect(() => synth(({ seconds }) => ({ source: new QueueSource({ maxBatchingWindow: seconds }) }))).toThrow(asked);
});

import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { CheckStack } from './check-stack';

type Mapping = Partial<sources.KinesisEventSourceProps>;

/** One stream with its own function per behaviour of a mapping. */
export function addStreams(stack: CheckStack): void {
  const lost = new sqs.Queue(stack, 'Lost');
  stack.output('Lost', lost.queueUrl);
  const toBucket = new sources.S3OnFailureDestination(stack.bucket);

  const window = Duration.seconds(1);
  addStream(stack, 'Lanes', { batchSize: 10, parallelizationFactor: 4, maxBatchingWindow: window });
  addStream(stack, 'Partial', { batchSize: 10, retryAttempts: 2, onFailure: new sources.SqsDlq(lost) });
  addStream(stack, 'Poison', { batchSize: 8, retryAttempts: 1, bisectBatchOnError: true, onFailure: toBucket });
  addStream(stack, 'Misnamed', { batchSize: 10, retryAttempts: 5 });
  addStream(stack, 'Aged', { batchSize: 10, maxRecordAge: Duration.seconds(60), onFailure: toBucket });
  addStream(stack, 'Busy', { batchSize: 10, retryAttempts: 0 });
  addStream(stack, 'Killed', { batchSize: 10, retryAttempts: 3 });
  addStream(stack, 'Paused', { batchSize: 10 });
  addStream(stack, 'Lagging', { batchSize: 10 });
  addStream(stack, 'Regulated', { batchSize: 10 });
  addStream(stack, 'Reshard', { batchSize: 7 }, 2);

  const wide = new kinesis.Stream(stack, 'Wide', { shardCount: 1, removalPolicy: RemovalPolicy.DESTROY });
  stack.output('Wide', wide.streamName);
}

function addStream(stack: CheckStack, name: string, mapping: Mapping, shardCount = 1): void {
  const stream = new kinesis.Stream(stack, name, { shardCount, removalPolicy: RemovalPolicy.DESTROY });
  stack.output(name, stream.streamName);
  stack.handler(`On${name}`).addEventSource(
    new sources.KinesisEventSource(stream, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      reportBatchItemFailures: true,
      ...mapping,
    }),
  );
}

import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ReprocessingBuffer } from '../buffer/reprocessing-buffer';

/**
 * Lets Lambda write batches that a stream mapping gives up on to the reprocessing buffer, payload included.
 *
 * The CDK's `S3OnFailureDestination` does the same, but grants the function the whole bucket, to read and to delete.
 */
export class BufferOnFailure implements lambda.IEventSourceDlq {
  constructor(private readonly buffer: ReprocessingBuffer) {}

  public bind(_mapping: lambda.IEventSourceMapping, handler: lambda.IFunction): lambda.DlqDestinationConfig {
    this.buffer.grantOnFailure(handler);
    return { destination: this.buffer.bucket.bucketArn };
  }
}

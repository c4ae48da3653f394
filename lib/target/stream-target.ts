import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { type ITarget, type TargetConfig, TargetKind } from './target';

/** A Kinesis stream. */
export class StreamTarget implements ITarget {
  /** @param stream the stream to put records into */
  constructor(private readonly stream: kinesis.IStream) {}

  /** Lets the handler put records into the stream. */
  public bind(handler: lambda.IFunction): TargetConfig {
    this.stream.grantWrite(handler);
    return {
      kind: TargetKind.STREAM,
      streamName: this.stream.streamName,
      resourceArn: this.stream.streamArn,
      resource: this.stream,
    };
  }
}

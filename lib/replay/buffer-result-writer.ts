import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { REPLAY_RUNS_PREFIX } from '../buffer/lifecycle';

/** Keeps the outcome of each object for a month, and may write to the pipeline's folder only. */
export class BufferResultWriter extends sfn.ResultWriterV2 {
  private readonly objectsArn: string;

  constructor(bucket: s3.IBucket, pipelineName: string) {
    const prefix = `${REPLAY_RUNS_PREFIX}${pipelineName}`;
    super({ bucket, prefix });
    this.objectsArn = bucket.arnForObjects(`${prefix}/*`);
  }

  public override providePolicyStatements(): iam.PolicyStatement[] {
    return [
      new iam.PolicyStatement({
        actions: ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
        resources: [this.objectsArn],
      }),
    ];
  }
}

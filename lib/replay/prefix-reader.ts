import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ON_FAILURE_PREFIX, zonePrefix, ZONES } from '../contract/lake';

/** Lists objects as the CDK's reader does, but may list the pipeline's folders only. */
export class PrefixReader extends sfn.S3ObjectsItemReader {
  constructor(
    bucket: s3.IBucket,
    prefix: string,
    private readonly pipelineName: string,
  ) {
    super({ bucket, prefix });
  }

  public override providePolicyStatements(): iam.PolicyStatement[] {
    const folders = [...ZONES.map((zone) => zonePrefix(zone, this.pipelineName)), ON_FAILURE_PREFIX];
    return [
      new iam.PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [this.bucket.bucketArn],
        conditions: { StringLike: { 's3:prefix': folders.map((folder) => `${folder}*`) } },
      }),
    ];
  }
}

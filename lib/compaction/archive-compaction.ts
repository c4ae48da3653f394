import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { compactionPrefix, zonePrefix } from '../contract/lake';
import { type CompactionSettings, SETTINGS_VARIABLE } from '../contract/settings';
import { createHandlerFunction } from '../private/handler-function';
import type { ReprocessingBuffer } from '../buffer/reprocessing-buffer';

/** Properties of `ArchiveCompaction`. */
export interface ArchiveCompactionProps {
  /** The lake. */
  readonly buffer: ReprocessingBuffer;

  /** Name of the pipeline whose archive is compacted. */
  readonly pipelineName: string;

  /**
   * State machines of all replays that may read this archive. Nothing is removed while one runs that was started before the merged
   * object was there.
   */
  readonly replays: sfn.IStateMachine[];
}

/**
 * Merges the small objects of the archive into large ones, of up to 10,000 records or 6 MB, an hour or more after their hour is over.
 * For pipelines with many small batches: replays and queries of the archive take fewer calls, and its objects become large enough
 * for the colder storage classes (S3 moves none below 128 KB by default:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html).
 */
export class ArchiveCompaction extends Construct {
  /** The function that compacts, called once an hour; call it with `from` and `to` (event times in milliseconds) for older hours. */
  public readonly function: lambda.Function;

  /**
   * @param scope where the compaction goes
   * @param id its name there
   * @param props the lake, the pipeline, and the replays that read it
   */
  constructor(scope: Construct, id: string, props: ArchiveCompactionProps) {
    super(scope, id);
    this.function = createHandlerFunction(this, {
      asset: 'compaction',
      description: 'Sluice: merges small objects of the archive',
      memorySize: 1_024,
      // A run takes up where the last one stopped.
      timeout: Duration.minutes(15),
      tracing: lambda.Tracing.DISABLED,
    });
    const settings = (): CompactionSettings => ({
      pipeline: props.pipelineName,
      bucket: props.buffer.bucket.bucketName,
      replayStateMachineArns: props.replays.map(({ stateMachineArn }) => stateMachineArn),
    });
    this.function.addEnvironment(
      SETTINGS_VARIABLE,
      Lazy.string({ produce: () => Stack.of(this).toJsonString(settings()) }),
    );
    this.function.configureAsyncInvoke({ retryAttempts: 0 });
    this.grantAccess(props);
    new events.Rule(this, 'Hourly', {
      description: 'Sluice: compacts the archive',
      schedule: events.Schedule.rate(Duration.hours(1)),
      targets: [new targets.LambdaFunction(this.function, { retryAttempts: 0 })],
    });
  }

  private grantAccess({ buffer, pipelineName, replays }: ArchiveCompactionProps): void {
    const { bucket } = buffer;
    const folders = [zonePrefix('archive', pipelineName), compactionPrefix(pipelineName)].map((folder) => `${folder}*`);
    const statements = [
      new iam.PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        resources: folders.map((folder) => bucket.arnForObjects(folder)),
      }),
      new iam.PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [bucket.bucketArn],
        // IfExists: S3 asks for this permission, without a prefix, to answer 404 instead of 403 for an object that is gone.
        conditions: { StringLikeIfExists: { 's3:prefix': folders } },
      }),
      ...(replays.length > 0
        ? [
            new iam.PolicyStatement({
              actions: ['states:ListExecutions'],
              resources: replays.map(({ stateMachineArn }) => stateMachineArn),
            }),
          ]
        : []),
    ];
    for (const statement of statements) this.function.addToRolePolicy(statement);
    bucket.encryptionKey?.grant(this.function, 'kms:GenerateDataKey', 'kms:Decrypt');
  }
}

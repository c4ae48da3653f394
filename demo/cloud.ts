import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import {
  LambdaClient,
  DeleteFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  ListEventSourceMappingsCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { DIRECTORY_PATH, DirectoryEntry } from '../lib/contract/directory';
import { breakerKey, STATE_KEY, STATE_VALUE, TargetRole } from '../lib/contract/state';
import type { BreakerState } from '../lib/control/breaker';
import { parseRow } from './warehouse';

export interface StoredVersion {
  readonly key: string;
  readonly versionId?: string;
}

export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
}

/** What the demo asks of the (local) AWS, in its own words. Everything goes through the services' public APIs. */
export class Cloud {
  private readonly config = { maxAttempts: 5 };
  private readonly sqs = new SQSClient(this.config);
  // HTTP/1.1: the local AWS ends HTTP/2 sessions, which the SDK's Kinesis client uses by default.
  private readonly kinesis = new KinesisClient({ ...this.config, requestHandler: new NodeHttpHandler() });
  private readonly s3 = new S3Client({ ...this.config, forcePathStyle: true });
  private readonly dynamo = new DynamoDBClient(this.config);
  private readonly lambda = new LambdaClient(this.config);
  private readonly ssm = new SSMClient(this.config);
  private readonly cloudFormation = new CloudFormationClient(this.config);

  public async pipelines(): Promise<DirectoryEntry[]> {
    const { Parameters = [] } = await this.ssm.send(
      new GetParametersByPathCommand({ Path: DIRECTORY_PATH, Recursive: true }),
    );
    return Parameters.map(({ Value }) => JSON.parse(Value!) as DirectoryEntry);
  }

  /** Physical id of the one resource whose logical id begins so. */
  public async physicalId(stack: string, logicalPrefix: string, type: string): Promise<string> {
    const found = await this.physicalIds(stack, logicalPrefix, type);
    if (found.length !== 1)
      throw new Error(`${found.length} resources of ${stack} begin with ${logicalPrefix}, not one`);
    return found[0];
  }

  public async physicalIds(stack: string, logicalPrefix: string, type: string): Promise<string[]> {
    const { StackResources = [] } = await this.cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: stack }),
    );
    return StackResources.filter(
      ({ LogicalResourceId, ResourceType }) => LogicalResourceId?.startsWith(logicalPrefix) && ResourceType === type,
    ).map(({ PhysicalResourceId }) => PhysicalResourceId!);
  }

  /** At most 10 bodies. */
  public async sendMessages(url: string, bodies: readonly string[]): Promise<void> {
    const isFifo = url.endsWith('.fifo');
    const Entries = bodies.map((MessageBody, i) => ({
      ...{ Id: String(i), MessageBody },
      ...(isFifo && { MessageGroupId: keyOf(MessageBody), MessageDeduplicationId: rowOf(MessageBody) }),
    }));
    const { Failed = [] } = await this.sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    if (Failed.length > 0)
      await this.sendMessages(
        url,
        Failed.map(({ Id }) => bodies[Number(Id)]),
      );
  }

  /** At most 500 bodies. */
  public async putRecords(stream: string, bodies: readonly string[]): Promise<void> {
    const { Records = [] } = await this.kinesis.send(
      new PutRecordsCommand({
        StreamName: stream,
        Records: bodies.map((body) => ({ Data: Buffer.from(body), PartitionKey: keyOf(body) })),
      }),
    );
    const refused = bodies.filter((_, i) => Records[i]?.ErrorCode);
    if (refused.length > 0) await this.putRecords(stream, refused);
  }

  public async attributes(url: string): Promise<Readonly<Record<string, string>>> {
    const { Attributes = {} } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    return Attributes;
  }

  /** Moves all messages of one queue into another, as AWS's redrive does. */
  public async redrive(from: string, to: string): Promise<void> {
    const [SourceArn, DestinationArn] = await Promise.all(
      [from, to].map(async (url) => (await this.attributes(url)).QueueArn),
    );
    await this.sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
  }

  public async receive(url: string): Promise<string[]> {
    const { Messages = [] } = await this.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    if (Messages.length > 0) {
      const Entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle: ReceiptHandle! }));
      await this.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
    }
    return Messages.map(({ Body }) => Body!);
  }

  public async depth(url: string): Promise<QueueDepth> {
    const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: inFlight } =
      await this.attributes(url);
    return { visible: Number(visible), inFlight: Number(inFlight) };
  }

  public async keys(bucket: string, prefix: string): Promise<string[]> {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.s3.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
      );
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
      token = page.NextContinuationToken;
    } while (token);
    return keys;
  }

  /** Every version that a key ever had, also of keys deleted since. */
  public async versions(bucket: string, prefix: string): Promise<StoredVersion[]> {
    const versions: StoredVersion[] = [];
    let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
    while (marker) {
      const page: import('@aws-sdk/client-s3').ListObjectVersionsCommandOutput = await this.s3.send(
        new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...marker }),
      );
      versions.push(...(page.Versions ?? []).map(({ Key, VersionId }) => ({ key: Key!, versionId: VersionId })));
      marker = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined;
    }
    return versions;
  }

  public async read(bucket: string, { key, versionId }: StoredVersion): Promise<string> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
    return Body!.transformToString();
  }

  public async breaker(table: string, pipeline: string, role: TargetRole): Promise<BreakerState> {
    const Key = { [STATE_KEY]: { S: breakerKey(pipeline, role) } };
    const { Item } = await this.dynamo.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item ? (JSON.parse(Item[STATE_VALUE].S!) as BreakerState) : { kind: 'closed' };
  }

  /** Batches at a time of the mapping that calls a function, if it states any. */
  public async mappingLimit(functionName: string): Promise<number | undefined> {
    const { EventSourceMappings = [] } = await this.lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: functionName }),
    );
    return EventSourceMappings[0]?.ScalingConfig?.MaximumConcurrency;
  }

  /** Invocations of a function at a time, 0 for none; undefined lifts the limit. */
  public async limitConcurrency(functionName: string, limit: number | undefined): Promise<void> {
    await (limit === undefined
      ? this.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: functionName }))
      : this.lambda.send(
          new PutFunctionConcurrencyCommand({ FunctionName: functionName, ReservedConcurrentExecutions: limit }),
        ));
  }

  public async setEnvironment(functionName: string, name: string, value: string): Promise<void> {
    const { Environment } = await this.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
    const Variables = { ...Environment?.Variables, [name]: value };
    await this.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: functionName, Environment: { Variables } }),
    );
  }
}

function rowOf(body: string): string {
  return String(parseRow(body).row);
}

/** A row without a key is a key of its own. */
function keyOf(body: string): string {
  return parseRow(body).key ?? rowOf(body);
}

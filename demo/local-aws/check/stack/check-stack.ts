import { join } from 'node:path';
import { type App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';

const removalPolicy = RemovalPolicy.DESTROY;

/** The stack that the checks look at, and what all of its parts use. */
export class CheckStack extends Stack {
  public readonly key = new kms.Key(this, 'Key', { enableKeyRotation: true, removalPolicy });

  /** Remembers every call of every function. */
  public readonly table = new dynamodb.Table(this, 'Table', {
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'ttl',
    removalPolicy,
  });

  public readonly bucket = new s3.Bucket(this, 'Bucket', {
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: this.key,
    enforceSSL: true,
    versioned: true,
    removalPolicy,
    autoDeleteObjects: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    lifecycleRules: [{ id: 'tidy', noncurrentVersionExpiration: Duration.days(7) }],
  });

  constructor(app: App) {
    super(app, 'Check', { env: { account: '000000000000', region: 'us-east-1' } });
    this.output('Key', this.key.keyArn);
    this.output('Table', this.table.tableName);
    this.output('Bucket', this.bucket.bucketName);
  }

  /** Tell the checks the physical name of a resource. */
  public output(name: string, value: string): void {
    new CfnOutput(this, `Out${name}`, { key: name, value });
  }

  /** A function that does what it is told to, see ../handler/handler.js. */
  public handler(name: string, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
    const logGroup = new logs.LogGroup(this, `${name}Logs`, { retention: logs.RetentionDays.ONE_WEEK, removalPolicy });
    const handler = new lambda.Function(this, name, {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'handler.handler',
      code: lambda.Code.fromAsset(join(__dirname, '../handler')),
      timeout: Duration.seconds(10),
      tracing: lambda.Tracing.ACTIVE,
      logGroup,
      environment: { TABLE: this.table.tableName, MARK: 'one' },
      ...props,
    });
    this.table.grantReadWriteData(handler);
    this.output(name, handler.functionName);
    this.output(`${name}Logs`, logGroup.logGroupName);
    return handler;
  }
}

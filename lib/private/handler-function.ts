import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type HandlerAsset, handlerCode } from './handler-code';

/** What differs between the functions of the library. */
export interface HandlerFunctionProps {
  readonly asset: HandlerAsset;
  readonly description: string;
  readonly timeout: Duration;
  readonly memorySize: number;
  readonly tracing?: lambda.Tracing;
  readonly runtime?: lambda.Runtime;
  readonly architecture?: lambda.Architecture;
  readonly logRetention?: logs.RetentionDays;
}

/** A function of the library within `scope`: traced unless told otherwise, with a log group and a role of its own. */
export function createHandlerFunction(scope: Construct, props: HandlerFunctionProps): lambda.Function {
  const logGroup = new logs.LogGroup(scope, 'Logs', {
    retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  // A role of our own: the default one may write to every log group of the account.
  const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  return new lambda.Function(scope, 'Function', {
    description: props.description,
    runtime: props.runtime ?? lambda.Runtime.NODEJS_24_X,
    architecture: props.architecture ?? lambda.Architecture.ARM_64,
    code: handlerCode(scope, props.asset),
    handler: 'index.handler',
    memorySize: props.memorySize,
    timeout: props.timeout,
    tracing: props.tracing ?? lambda.Tracing.ACTIVE,
    // Embedded metrics are lines of plain JSON: the JSON log format would wrap them so that CloudWatch misses them.
    loggingFormat: lambda.LoggingFormat.TEXT,
    logGroup,
    role,
  });
}

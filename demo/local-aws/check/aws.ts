import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Kinesis } from '@aws-sdk/client-kinesis';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SFN } from '@aws-sdk/client-sfn';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { SSM } from '@aws-sdk/client-ssm';

/** Every answer counts, also the one that an SDK would hide by trying again. */
const once = { maxAttempts: 1 };

export const cloudformation = new CloudFormation(once);
export const cloudwatch = new CloudWatch(once);
export const dynamodb = new DynamoDB(once);
export const kinesis = new Kinesis(once);
export const lambda = new Lambda(once);
export const s3 = new S3({ ...once, forcePathStyle: true });
export const sfn = new SFN(once);
export const sns = new SNS(once);
export const sqs = new SQS(once);
export const ssm = new SSM(once);

/** A request to a service whose SDK is not installed here. */
export async function rawRequest(service: string, path: string, init: RequestInit): Promise<Response> {
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request`;
  return fetch(`${process.env.AWS_ENDPOINT_URL}${path}`, {
    ...init,
    headers: { authorization, ...(init.headers as Record<string, string>) },
  });
}

/* eslint-disable @typescript-eslint/no-require-imports -- loads when called, not at start; see below */
import type * as DynamoDb from '@aws-sdk/client-dynamodb';
import type * as Kinesis from '@aws-sdk/client-kinesis';
import type * as Lambda from '@aws-sdk/client-lambda';
import type * as S3 from '@aws-sdk/client-s3';
import type * as Sfn from '@aws-sdk/client-sfn';
import type * as Sqs from '@aws-sdk/client-sqs';

/**
 * The parts of the SDK. Each takes more CPU time to load than a batch takes to deliver, so a part is loaded when it is asked
 * for, and adapters import nothing but its types. `require`, because the Lambda runtime finds its SDK by NODE_PATH, which
 * `import()` does not heed.
 */
export const sdk = {
  dynamoDb: () => require('@aws-sdk/client-dynamodb') as typeof DynamoDb,
  kinesis: () => require('@aws-sdk/client-kinesis') as typeof Kinesis,
  lambda: () => require('@aws-sdk/client-lambda') as typeof Lambda,
  s3: () => require('@aws-sdk/client-s3') as typeof S3,
  sfn: () => require('@aws-sdk/client-sfn') as typeof Sfn,
  sqs: () => require('@aws-sdk/client-sqs') as typeof Sqs,
};

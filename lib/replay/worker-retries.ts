import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { LEASE_MILLIS } from '../contract/replay';

/** What a worker is called again for. */
export function retried(invoke: tasks.LambdaInvoke): sfn.TaskStateBase {
  // Throttling means that live traffic has the concurrency: wait longer and longer for a turn.
  invoke.addRetry({
    errors: [
      'Lambda.TooManyRequestsException',
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
    ],
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxDelay: Duration.minutes(2),
    maxAttempts: 8,
    jitterStrategy: sfn.JitterType.FULL,
  });
  // A worker that died holds its object until the lease runs out.
  return invoke.addRetry({
    errors: [sfn.Errors.TASKS_FAILED],
    interval: Duration.millis(LEASE_MILLIS).plus(Duration.seconds(1)),
    backoffRate: 1,
    maxAttempts: 2,
  });
}

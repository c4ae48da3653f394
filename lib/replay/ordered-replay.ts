import { Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { LaneState } from '../contract/replay';
import { retried } from './worker-retries';

/** Until an object that could not be emptied is tried again. */
const PAUSE = Duration.minutes(1);

/** One worker at a time, each going on where the last one ended. An object that cannot be emptied is waited for: none overtakes it. */
export function orderedReplay(scope: Construct, worker: lambda.IFunction): sfn.IChainable {
  const next = new tasks.LambdaInvoke(scope, 'ReplayNext', {
    lambdaFunction: worker,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    resultPath: '$.lane',
  });
  const begin = retried(next);
  const is = (state: LaneState['state']): sfn.Condition => sfn.Condition.stringEquals('$.lane.state', state);
  const wait = new sfn.Wait(scope, 'HeldUp', { time: sfn.WaitTime.duration(PAUSE) }).next(begin);
  const more = new sfn.Choice(scope, 'More')
    .when(is('goes-on'), begin)
    .when(is('waits'), wait)
    .otherwise(new sfn.Succeed(scope, 'Done'));
  return begin.next(more);
}

import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { CheckStack } from './check-stack';

/** A Distributed Map over the objects under the prefix of its input, as many at a time as the input says. */
export function addMap(stack: CheckStack): void {
  const call = new tasks.LambdaInvoke(stack, 'Call', {
    lambdaFunction: stack.handler('OnItem'),
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
  });
  call.addRetry({
    errors: ['Lambda.TooManyRequestsException'],
    interval: Duration.seconds(1),
    maxAttempts: 10,
    backoffRate: 1,
  });
  call.addRetry({ maxAttempts: 2, interval: Duration.seconds(1), backoffRate: 1 });
  const map = new sfn.DistributedMap(stack, 'Map', {
    itemReader: new sfn.S3ObjectsItemReader({ bucket: stack.bucket, prefix: sfn.JsonPath.stringAt('$.prefix') }),
    itemSelector: {
      item: true,
      key: sfn.JsonPath.stringAt('$$.Map.Item.Value.Key'),
      'options.$': '$.options',
    },
    maxConcurrencyPath: '$.concurrency',
    toleratedFailurePercentagePath: '$.tolerated',
    resultWriterV2: new sfn.ResultWriterV2({ bucket: stack.bucket, prefix: 'results/' }),
  });
  const machine = new sfn.StateMachine(stack, 'Machine', {
    definitionBody: sfn.DefinitionBody.fromChainable(map.itemProcessor(call)),
    tracingEnabled: true,
  });
  stack.bucket.grantReadWrite(machine);
  stack.output('Machine', machine.stateMachineArn);
}

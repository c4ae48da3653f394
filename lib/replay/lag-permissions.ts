import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';

/** To read the lag, and the width of a map run, and to set it. Runs get their names when they start. */
export function lagStatements(machine: sfn.StateMachine): iam.PolicyStatement[] {
  const arn = (resource: string, format: ArnFormat, suffix: string): string =>
    Stack.of(machine).formatArn({
      service: 'states',
      resource,
      resourceName: `${machine.stateMachineName}${suffix}`,
      arnFormat: format,
    });
  const executions = arn('execution', ArnFormat.COLON_RESOURCE_NAME, ':*');
  const runs = arn('mapRun', ArnFormat.COLON_RESOURCE_NAME, '/*');
  return [
    new iam.PolicyStatement({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] }),
    new iam.PolicyStatement({ actions: ['states:ListMapRuns'], resources: [executions] }),
    new iam.PolicyStatement({ actions: ['states:DescribeMapRun', 'states:UpdateMapRun'], resources: [runs] }),
  ];
}

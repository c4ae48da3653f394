// The stack that check.ts deploys with the real CDK CLI; every construct here stands for one promise of the local AWS.
import { App, Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { addAlarms } from './alarms';
import { CheckStack } from './check-stack';
import { addMap } from './maps';
import { addQueues } from './queues';
import { addStreams } from './streams';

const app = new App({ context: { '@aws-cdk/aws-stepfunctions:useDistributedMapResultWriterV2': true } });
const stack = new CheckStack(app);
addStreams(stack);
addQueues(stack);
addAlarms(stack);
addMap(stack);

stack.handler('Plain', { timeout: Duration.seconds(2), runtime: lambda.Runtime.NODEJS_24_X, memorySize: 128 });
for (const name of ['Answer', 'Limited', 'Refused', 'Steady', 'Updated', 'Warm']) stack.handler(name);
stack.handler('DiesOnce', { environment: { DIES_IN_INIT: 'once' } });
stack.handler('DiesAlways', { environment: { DIES_IN_INIT: 'always' } });
stack
  .handler('Relay')
  .addToRolePolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: ['*'] }));
new events.Rule(stack, 'Tick', {
  schedule: events.Schedule.rate(Duration.minutes(1)),
  targets: [new targets.LambdaFunction(stack.handler('OnTick'))],
});
new ssm.StringParameter(stack, 'Parameter', { parameterName: '/check/pipe/a', stringValue: 'value' });
new cloudwatch.Dashboard(stack, 'Dashboard', {
  dashboardName: 'check',
  widgets: [[new cloudwatch.TextWidget({ markdown: 'check' })]],
});
new route53.CfnHealthCheck(stack, 'Hollow', {
  healthCheckConfig: { type: 'HTTPS', fullyQualifiedDomainName: 'example.com' },
});

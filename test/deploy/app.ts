// The app that the campaign deploys with the real CDK CLI: one pipeline a stack, as a user would write it.
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DataPipeline, FunctionTarget, HttpTarget, type ISource, QueueSource, StreamSource } from '../../lib';
import { type FlowName, FLOWS, stackOf, WAREHOUSE } from './flows';

const warehouse = process.env[WAREHOUSE] ?? 'http://127.0.0.1:8080';

const app = new App();
const sources: Record<FlowName, () => ISource> = {
  queue: () => new QueueSource(),
  fifo: () => new QueueSource({ fifo: true }),
  stream: () => new StreamSource({ shardCount: 2 }),
};

function pipeline(flow: FlowName): void {
  const stack = new Stack(app, stackOf(flow));
  const consumer = new LambdaFunction(stack, 'Consumer', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'consumer.handler',
    code: Code.fromAsset('demo/consumer'),
    timeout: Duration.seconds(3),
    environment: { WAREHOUSE_URL: `${warehouse}/${flow}/primary` },
  });
  const { alerts } = new DataPipeline(stack, 'Flow', {
    pipelineName: `faults-${flow}`,
    source: sources[flow](),
    target: new FunctionTarget(consumer),
    fallback: new HttpTarget({ url: `${warehouse}/${flow}/fallback` }),
    timeout: Duration.seconds(5),
    breaker: { coolDown: Duration.seconds(2), maxCoolDown: Duration.seconds(8) },
    monitoring: { resolution: Duration.seconds(10), dashboard: false },
    regulation: { enabled: false },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const inbox = new Queue(stack, 'Inbox', { enforceSSL: true, removalPolicy: RemovalPolicy.DESTROY });
  alerts.addSubscription(new SqsSubscription(inbox));
}

for (const flow of FLOWS) pipeline(flow);

import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  DataPipeline,
  FunctionTarget,
  HttpTarget,
  ISource,
  QueueSource,
  Regulator,
  ScalingLimits,
  StreamSource,
} from '../lib';

/** Where the demo's warehouse listens; `npm run demo` sets it, a bare `cdk synth` needs none. */
const warehouse = process.env.SLUICE_DEMO_WAREHOUSE ?? 'http://127.0.0.1:8080';
const sources = (process.env.SLUICE_DEMO_SOURCES ?? 'queue,stream').split(',');

const app = new App();
const stack = new Stack(app, 'SluiceDemo');
const inbox = new Queue(stack, 'Inbox', { enforceSSL: true, removalPolicy: RemovalPolicy.DESTROY });

const regulator = new Regulator(stack, 'Regulator');
// What takes the better part of an hour on AWS is to be seen in minutes: the regulator counts a minute in five seconds.
// It does so on an emulator only: on AWS it refuses to start.
regulator.function.addEnvironment('SLUICE_TIME_SCALE', '12');
regulator.monitor?.alertTopic.addSubscription(new SqsSubscription(inbox));

/** Records that the producer says it sent: its own metric, every few seconds, where services tell once a minute. */
function arrivals(name: string): Metric {
  return new Metric({
    namespace: 'SluiceDemo',
    metricName: 'Sent',
    dimensionsMap: { Pipeline: `${stack.stackName}-${name}` },
    statistic: 'Sum',
    period: Duration.seconds(5),
  });
}

function pipeline(name: string, source: ISource, concurrency: ScalingLimits): void {
  const consumer = new LambdaFunction(stack, `${name}Consumer`, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'consumer.handler',
    code: Code.fromAsset('demo/consumer'),
    timeout: Duration.seconds(3),
    environment: { WAREHOUSE_URL: `${warehouse}/${name}/primary` },
  });
  const { alerts } = new DataPipeline(stack, name, {
    source,
    target: new FunctionTarget(consumer),
    fallback: new HttpTarget({ url: `${warehouse}/${name}/fallback` }),
    timeout: Duration.seconds(5),
    breaker: { coolDown: Duration.seconds(2), maxCoolDown: Duration.seconds(8) },
    monitoring: { resolution: Duration.seconds(10) },
    regulation: {
      ...{ regulator, concurrency },
      lagObjective: Duration.seconds(10),
      signals: { arrivals: arrivals(name) },
    },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  alerts.addSubscription(new SqsSubscription(inbox));
}

/** The warehouse takes its time for each row: a batch must be done within the consumer's timeout, also on a busy machine. */
const batchSize = 50;

if (sources.includes('queue')) pipeline('queue', new QueueSource({ batchSize }), { minimum: 2, maximum: 8 });
if (sources.includes('stream'))
  pipeline('stream', new StreamSource({ batchSize, shardCount: 2 }), { minimum: 1, maximum: 4 });

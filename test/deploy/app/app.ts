// The app that the campaign deploys with the real CDK CLI: one pipeline a stack, as a user would write it.
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  DataPipeline,
  FunctionTarget,
  HttpTarget,
  type ISource,
  QueueSource,
  type RegulationOptions,
  StreamSource,
} from '../../../lib';
import { ALARM_MINUTE_SECONDS, BUSY, type FlowName, FLOWS, pipelineOf, stackOf, VERSION, WAREHOUSE } from '../flows';
import { makeLossy, makeNewer } from './lossy';

const warehouse = process.env[WAREHOUSE] ?? 'http://127.0.0.1:8080';
const isNewer = process.env[VERSION] === '2';

/** What differs from a queue with a fallback, and without a regulator. */
interface Traits {
  readonly source?: ISource;
  readonly consumer?: 'test/deploy/consumer' | 'demo/consumer';
  readonly regulation?: RegulationOptions;
  readonly keepDeadLetters?: false;
  /** Alarms whose minute is shortened, with their threshold if it is shortened, too. */
  readonly hurried?: Readonly<Record<string, number | undefined>>;
  readonly change?: (pipeline: DataPipeline, stack: Stack) => void;
}

const traits: Record<FlowName, Traits> = {
  queue: {},
  fifo: {
    source: new QueueSource({ fifo: true }),
    consumer: 'test/deploy/consumer',
    change: ({ handler }) => isNewer && makeNewer(handler.function),
  },
  stream: { source: new StreamSource({ shardCount: 2 }), consumer: 'test/deploy/consumer' },
  // A quarter of the retention is late: 2 minutes instead of 8.
  throttled: { source: new QueueSource({ retention: Duration.minutes(8) }), hurried: { silent: undefined } },
  // Its dead letters are redriven, not brought into the lake.
  busy: { keepDeadLetters: false, source: new QueueSource({ maxConcurrency: BUSY.batches }), hurried: { late: 8 } },
  regulated: { regulation: { concurrency: { minimum: 2, maximum: 8 } } },
  unheard: {
    change: ({ alerts }, stack) => void alerts.addSubscription(new SqsSubscription(new Queue(stack, 'Pager'))),
  },
  lossy: { change: ({ handler }) => makeLossy(handler.function) },
};

const app = new App();

function pipeline(flow: FlowName): void {
  const stack = new Stack(app, stackOf(flow));
  const { source = new QueueSource(), consumer = 'demo/consumer', hurried = {}, change, ...options } = traits[flow];
  const worker = new LambdaFunction(stack, 'Consumer', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'consumer.handler',
    code: Code.fromAsset(consumer),
    timeout: Duration.seconds(3),
    environment: { WAREHOUSE_URL: `${warehouse}/${flow}/primary` },
  });
  const made = new DataPipeline(stack, 'Flow', {
    pipelineName: pipelineOf(flow),
    source,
    target: new FunctionTarget(worker),
    fallback: new HttpTarget({ url: `${warehouse}/${flow}/fallback` }),
    timeout: Duration.seconds(isNewer ? 6 : 5),
    breaker: { coolDown: Duration.seconds(isNewer ? 3 : 2), maxCoolDown: Duration.seconds(8) },
    monitoring: { resolution: Duration.seconds(10), dashboard: false },
    regulation: { enabled: false },
    ...options,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const inbox = new Queue(stack, 'Inbox', { enforceSSL: true, removalPolicy: RemovalPolicy.DESTROY });
  made.alerts.addSubscription(new SqsSubscription(inbox));
  for (const [rule, threshold] of Object.entries(hurried)) hurry(made, rule, threshold);
  change?.(made, stack);
}

function hurry({ monitor }: DataPipeline, rule: string, threshold?: number): void {
  const alarm = monitor.alarm(rule)?.node.defaultChild as CfnAlarm;
  alarm.period = ALARM_MINUTE_SECONDS;
  alarm.threshold = threshold ?? alarm.threshold;
}

for (const flow of FLOWS) pipeline(flow);

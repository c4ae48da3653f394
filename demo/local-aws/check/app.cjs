// The stack that check.mjs deploys with the real CDK CLI; every construct here stands for one promise of the local AWS.
const cdk = require('aws-cdk-lib');
const m = (name) => require(`aws-cdk-lib/aws-${name}`);
const lambda = m('lambda'), sqs = m('sqs'), sources = m('lambda-event-sources'), kinesis = m('kinesis'), s3 = m('s3'), sns = m('sns');
const subs = m('sns-subscriptions'), cw = m('cloudwatch'), cwa = m('cloudwatch-actions'), sfn = m('stepfunctions'), tasks = m('stepfunctions-tasks');
const ddb = m('dynamodb'), kms = m('kms'), ssm = m('ssm'), events = m('events'), targets = m('events-targets'), logs = m('logs'), iam = m('iam');
const { Duration } = cdk;

const app = new cdk.App();
const stack = new cdk.Stack(app, 'Check', { env: { account: '000000000000', region: 'us-east-1' } });
const removalPolicy = cdk.RemovalPolicy.DESTROY;
const output = (name, value) => new cdk.CfnOutput(stack, `Out${name}`, { key: name, value });

const key = new kms.Key(stack, 'Key', { enableKeyRotation: true, removalPolicy });
key.grantEncryptDecrypt(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
const table = new ddb.Table(stack, 'Table', { partitionKey: { name: 'pk', type: ddb.AttributeType.STRING }, billingMode: ddb.BillingMode.PAY_PER_REQUEST, timeToLiveAttribute: 'ttl', removalPolicy });
const bucket = new s3.Bucket(stack, 'Bucket', {
  encryption: s3.BucketEncryption.KMS, encryptionKey: key, enforceSSL: true, versioned: true, removalPolicy, autoDeleteObjects: true,
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  lifecycleRules: [{ id: 'tidy', expiration: Duration.days(30), noncurrentVersionExpiration: Duration.days(7), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
});
output('Bucket', bucket.bucketName); output('Table', table.tableName); output('Key', key.keyArn);

const code = lambda.Code.fromAsset(__dirname, { exclude: ['app.cjs'] });
function fn(name, props = {}) {
  const group = new logs.LogGroup(stack, `${name}Logs`, { retention: logs.RetentionDays.ONE_WEEK, removalPolicy });
  const f = new lambda.Function(stack, name, {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'handler.handler', code, timeout: Duration.seconds(10), tracing: lambda.Tracing.ACTIVE,
    logGroup: group, environment: { TABLE: table.tableName, MARK: 'one' }, ...props,
  });
  table.grantReadWriteData(f); output(name, f.functionName);
  return f;
}
const plain = fn('Plain', { timeout: Duration.seconds(2), runtime: lambda.Runtime.NODEJS_24_X });

// Kinesis: partial failures with parallel lanes and an SQS destination; bisection with an S3 destination; a plain reader.
const stream = (name, shardCount) => { const s = new kinesis.Stream(stack, name, { shardCount, removalPolicy }); output(name, s.streamName); return s; };
const lost = new sqs.Queue(stack, 'Lost'); output('Lost', lost.queueUrl);
const lanes = stream('Lanes', 1), poison = stream('Poison', 1), reshard = stream('Reshard', 2);
const from = (s, props) => new sources.KinesisEventSource(s, { startingPosition: lambda.StartingPosition.TRIM_HORIZON, reportBatchItemFailures: true, ...props });
fn('OnLanes').addEventSource(from(lanes, { batchSize: 10, parallelizationFactor: 4, retryAttempts: 2, maxBatchingWindow: Duration.seconds(1), onFailure: new sources.SqsDlq(lost) }));
const onPoison = fn('OnPoison');
onPoison.addEventSource(from(poison, { batchSize: 8, retryAttempts: 1, bisectBatchOnError: true, maxRecordAge: Duration.hours(1), onFailure: new sources.S3OnFailureDestination(bucket) }));
fn('OnReshard').addEventSource(from(reshard, { batchSize: 7 }));

// SQS: big batches with a window, partial failures and a dead-letter queue; a FIFO queue.
const dead = new sqs.Queue(stack, 'Dead'), deadFifo = new sqs.Queue(stack, 'DeadFifo', { fifo: true });
const queue = new sqs.Queue(stack, 'Queue', { visibilityTimeout: Duration.seconds(4), enforceSSL: true, deadLetterQueue: { queue: dead, maxReceiveCount: 3 } });
const fifo = new sqs.Queue(stack, 'Fifo', { fifo: true, contentBasedDeduplication: true, visibilityTimeout: Duration.seconds(3), deadLetterQueue: { queue: deadFifo, maxReceiveCount: 5 } });
fn('OnQueue', { timeout: Duration.seconds(3) }).addEventSource(new sources.SqsEventSource(queue, { batchSize: 100, maxBatchingWindow: Duration.seconds(1), reportBatchItemFailures: true, maxConcurrency: 3 }));
fn('OnFifo', { timeout: Duration.seconds(3) }).addEventSource(new sources.SqsEventSource(fifo, { batchSize: 3, reportBatchItemFailures: true, maxConcurrency: 4 }));
for (const [name, q] of Object.entries({ Queue: queue, Dead: dead, Fifo: fifo })) output(name, q.queueUrl);

// Alarms: EMF metric with dimensions, metric math, composite; SNS with a customer key to SQS; a Lambda action.
const topic = new sns.Topic(stack, 'Topic', { masterKey: key, enforceSSL: true });
topic.addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')], actions: ['sns:Publish'], resources: [topic.topicArn] }));
const inbox = new sqs.Queue(stack, 'Inbox'), unsent = new sqs.Queue(stack, 'Unsent');
topic.addSubscription(new subs.SqsSubscription(inbox, { deadLetterQueue: unsent })); output('Inbox', inbox.queueUrl);
const gauge = (pipe) => new cw.Metric({ namespace: 'Check', metricName: 'Open', dimensionsMap: { pipe }, period: Duration.seconds(10), statistic: 'max' });
const open = gauge('a').createAlarm(stack, 'Open', { alarmDescription: 'breaker open', threshold: 1, evaluationPeriods: 1, treatMissingData: cw.TreatMissingData.NOT_BREACHING });
const math = new cw.MathExpression({ expression: 'IF(FILL(errors, 0) / MAX([calls, 1]) > 0.5, 1, 0)', period: Duration.minutes(1), usingMetrics: {
  errors: new cw.Metric({ namespace: 'Check', metricName: 'Errors', dimensionsMap: { pipe: 'a' }, statistic: 'sum' }),
  calls: new cw.Metric({ namespace: 'Check', metricName: 'Calls', dimensionsMap: { pipe: 'a' }, statistic: 'sum' }) } })
  .createAlarm(stack, 'Math', { threshold: 1, evaluationPeriods: 2, datapointsToAlarm: 1, treatMissingData: cw.TreatMissingData.NOT_BREACHING });
const silence = new cw.Metric({ namespace: 'Check', metricName: 'Beat', period: Duration.seconds(10) }).createAlarm(stack, 'Silence', { threshold: 0, comparisonOperator: cw.ComparisonOperator.LESS_THAN_THRESHOLD, evaluationPeriods: 1, treatMissingData: cw.TreatMissingData.BREACHING });
const both = new cw.CompositeAlarm(stack, 'Both', { alarmRule: cw.AlarmRule.allOf(open, cw.AlarmRule.fromAlarm(silence, cw.AlarmState.ALARM)) });
for (const alarm of [open, both]) { alarm.addAlarmAction(new cwa.SnsAction(topic)); alarm.addOkAction(new cwa.SnsAction(topic)); }
open.addAlarmAction(new cwa.LambdaAction(fn('OnAlarm')));
for (const [name, a] of Object.entries({ Open: open, Math: math, Silence: silence, Both: both })) output(`Alarm${name}`, a.alarmName);
new cw.Dashboard(stack, 'Dashboard', { dashboardName: 'check', widgets: [[new cw.GraphWidget({ left: [gauge('a')] })]] });

new ssm.StringParameter(stack, 'Parameter', { parameterName: '/check/pipe/a', stringValue: 'value' });
new events.Rule(stack, 'Tick', { schedule: events.Schedule.rate(Duration.minutes(1)), targets: [new targets.LambdaFunction(fn('OnTick'))] });

// Distributed Map over a dynamic prefix, extra fields from the state's input, dynamic concurrency.
const item = fn('Item');
const map = new sfn.DistributedMap(stack, 'Map', {
  itemReader: new sfn.S3ObjectsItemReader({ bucketNamePath: '$.bucket', prefix: sfn.JsonPath.stringAt('$.prefix') }),
  itemSelector: { act: 'item', key: sfn.JsonPath.stringAt('$$.Map.Item.Value.Key'), run: sfn.JsonPath.stringAt('$.run'), ms: sfn.JsonPath.numberAt('$.ms') },
  maxConcurrencyPath: '$.concurrency', toleratedFailurePercentage: 10, resultPath: sfn.JsonPath.DISCARD,
}).itemProcessor(new tasks.LambdaInvoke(stack, 'Call', { lambdaFunction: item, payloadResponseOnly: true }).addRetry({ maxAttempts: 2, interval: Duration.seconds(1) }));
const machine = new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(map), tracingEnabled: true });
bucket.grantRead(machine); output('Machine', machine.stateMachineArn);

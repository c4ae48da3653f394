import type * as CloudWatch from '@aws-sdk/client-cloudwatch';
import { AwsFailure } from './aws-failure';
import type {
  Alarm,
  Aws,
  Execution,
  LakeObject,
  MapRun,
  MetricQuery,
  QueueDepth,
  RunningExecution,
  Subscription,
} from './host';

export interface AwsOptions {
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
}

/** GetMetricData takes no more metrics a call. */
const METRICS_PER_CALL = 500;

const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 30_000 };

/** AWS by its SDK: the one file that imports it. Clients load when first used, so that `--help` costs nothing. */
export class SdkAws implements Aws {
  private readonly ssm = lazily(async () => {
    const sdk = await import('@aws-sdk/client-ssm');
    return { sdk, client: new sdk.SSMClient(this.config()) };
  });
  private readonly cloudwatch = lazily(async () => {
    const sdk = await import('@aws-sdk/client-cloudwatch');
    return { sdk, client: new sdk.CloudWatchClient(this.config()) };
  });
  private readonly sqs = lazily(async () => {
    const sdk = await import('@aws-sdk/client-sqs');
    // A queue's URL holds the host it was created under, which is not always one that this machine reaches.
    return { sdk, client: new sdk.SQSClient({ ...this.config(), useQueueUrlAsEndpoint: !this.hasEndpoint() }) };
  });
  private readonly dynamodb = lazily(async () => {
    const sdk = await import('@aws-sdk/client-dynamodb');
    return { sdk, client: new sdk.DynamoDBClient(this.config()) };
  });
  private readonly s3 = lazily(async () => {
    const sdk = await import('@aws-sdk/client-s3');
    return { sdk, client: new sdk.S3Client({ ...this.config(), forcePathStyle: this.hasEndpoint() }) };
  });
  private readonly sfn = lazily(async () => {
    const sdk = await import('@aws-sdk/client-sfn');
    return { sdk, client: new sdk.SFNClient(this.config()) };
  });
  private readonly sns = lazily(async () => {
    const sdk = await import('@aws-sdk/client-sns');
    return { sdk, client: new sdk.SNSClient(this.config()) };
  });

  constructor(
    private readonly options: AwsOptions,
    private readonly environment: NodeJS.ProcessEnv = process.env,
  ) {}

  public async region(): Promise<string> {
    return call('ssm:GetParametersByPath', '', async () => (await this.ssm()).client.config.region());
  }

  public async parameters(path: string): Promise<ReadonlyMap<string, string>> {
    return call('ssm:GetParametersByPath', `parameter${path}*`, async () => {
      const { sdk, client } = await this.ssm();
      const found = new Map<string, string>();
      for await (const page of sdk.paginateGetParametersByPath({ client }, { Path: path, Recursive: true })) {
        for (const { Name, Value } of page.Parameters ?? []) found.set(Name ?? '', Value ?? '');
      }
      return found;
    });
  }

  public async metrics(
    queries: readonly MetricQuery[],
    from: number,
    to: number,
  ): Promise<ReadonlyMap<string, readonly number[]>> {
    const values = new Map<string, number[]>();
    for (let first = 0; first < queries.length; first += METRICS_PER_CALL) {
      const some = queries.slice(first, first + METRICS_PER_CALL).map(asDataQuery);
      await call('cloudwatch:GetMetricData', '*', async () => {
        const { sdk, client } = await this.cloudwatch();
        const window = { StartTime: new Date(from), EndTime: new Date(to), ScanBy: 'TimestampAscending' as const };
        for await (const page of sdk.paginateGetMetricData({ client }, { ...window, MetricDataQueries: some })) {
          for (const { Id = '', Values = [] } of page.MetricDataResults ?? []) {
            values.set(Id, [...(values.get(Id) ?? []), ...Values]);
          }
        }
      });
    }
    return values;
  }

  public async queueDepth(queueUrl: string): Promise<QueueDepth> {
    return call('sqs:GetQueueAttributes', queueUrl, async () => {
      const { sdk, client } = await this.sqs();
      const { Attributes } = await client.send(
        new sdk.GetQueueAttributesCommand({
          QueueUrl: queueUrl,
          AttributeNames: [
            'ApproximateNumberOfMessages',
            'ApproximateNumberOfMessagesNotVisible',
            'ApproximateNumberOfMessagesDelayed',
          ],
        }),
      );
      return {
        visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
        inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
        delayed: Number(Attributes?.ApproximateNumberOfMessagesDelayed ?? 0),
      };
    });
  }

  public async itemValue(
    table: string,
    key: Readonly<Record<string, string>>,
    attribute: string,
  ): Promise<string | undefined> {
    return call('dynamodb:GetItem', table, async () => {
      const { sdk, client } = await this.dynamodb();
      const Key = Object.fromEntries(Object.entries(key).map(([name, S]) => [name, { S }]));
      const { Item } = await client.send(new sdk.GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item?.[attribute]?.S;
    });
  }

  public async *objects(bucket: string, prefix: string): AsyncIterable<LakeObject> {
    let token: string | undefined;
    do {
      const page = await call('s3:ListBucket', `arn:aws:s3:::${bucket}`, async () => {
        const { sdk, client } = await this.s3();
        return client.send(new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }));
      });
      for (const { Key = '', Size = 0 } of page.Contents ?? []) yield { key: Key, bytes: Size };
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  public async objectText(bucket: string, key: string): Promise<string> {
    return call('s3:GetObject', `arn:aws:s3:::${bucket}/${key}`, async () => {
      const { sdk, client } = await this.s3();
      const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key }));
      return (await Body?.transformToString()) ?? '';
    });
  }

  public async runningExecutions(stateMachineArn: string): Promise<readonly RunningExecution[]> {
    const running = await call('states:ListExecutions', stateMachineArn, async () => {
      const { sdk, client } = await this.sfn();
      const found = [];
      for await (const page of sdk.paginateListExecutions({ client }, { stateMachineArn, statusFilter: 'RUNNING' })) {
        found.push(...(page.executions ?? []));
      }
      return found;
    });
    return Promise.all(
      running.map(async ({ executionArn: arn = '', name = '', startDate }) => ({
        arn,
        name,
        startedAt: startDate?.getTime() ?? 0,
        input: (await this.describe(arn)).input ?? '{}',
      })),
    );
  }

  public async startExecution(stateMachineArn: string, name: string, input: object): Promise<string> {
    return call('states:StartExecution', stateMachineArn, async () => {
      const { sdk, client } = await this.sfn();
      const started = await client.send(
        new sdk.StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
      );
      return started.executionArn ?? '';
    });
  }

  public async stopExecution(executionArn: string, cause: string): Promise<void> {
    await call('states:StopExecution', executionArn, async () => {
      const { sdk, client } = await this.sfn();
      await client.send(new sdk.StopExecutionCommand({ executionArn, error: 'Cancelled', cause }));
    });
  }

  public async execution(executionArn: string): Promise<Execution> {
    const { status = 'RUNNING', output, error, cause } = await this.describe(executionArn);
    return { status, output, error, cause };
  }

  /** Emulators and narrow policies may lack map runs: then the caller counts objects instead. */
  public async mapRuns(executionArn: string): Promise<readonly MapRun[]> {
    try {
      const { sdk, client } = await this.sfn();
      const { mapRuns = [] } = await client.send(new sdk.ListMapRunsCommand({ executionArn }));
      return await Promise.all(
        mapRuns.map(async ({ mapRunArn = '' }) => {
          const { itemCounts } = await client.send(new sdk.DescribeMapRunCommand({ mapRunArn }));
          const { total = 0, succeeded = 0, failed = 0 } = itemCounts ?? {};
          return { id: mapRunArn.split(':').at(-1) ?? '', total, succeeded, failed };
        }),
      );
    } catch {
      return [];
    }
  }

  public async ringingAlarms(): Promise<readonly Alarm[]> {
    return this.alarms({ StateValue: 'ALARM' }, '*');
  }

  public async alarm(name: string): Promise<Alarm | undefined> {
    return (await this.alarms({ AlarmNames: [name] }, name))[0];
  }

  public async setAlarmState(name: string, state: 'ALARM' | 'OK', reason: string): Promise<void> {
    await call('cloudwatch:SetAlarmState', `alarm:${name}`, async () => {
      const { sdk, client } = await this.cloudwatch();
      await client.send(new sdk.SetAlarmStateCommand({ AlarmName: name, StateValue: state, StateReason: reason }));
    });
  }

  public async alarmActions(name: string, since: number): Promise<readonly string[]> {
    return call('cloudwatch:DescribeAlarmHistory', `alarm:${name}`, async () => {
      const { sdk, client } = await this.cloudwatch();
      const { AlarmHistoryItems = [] } = await client.send(
        new sdk.DescribeAlarmHistoryCommand({
          AlarmName: name,
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          HistoryItemType: 'Action',
          StartDate: new Date(since),
          ScanBy: 'TimestampDescending',
        }),
      );
      // An emulator may ignore the filter.
      return AlarmHistoryItems.filter((item) => item.HistoryItemType === 'Action').map(
        (item) => item.HistorySummary ?? '',
      );
    });
  }

  public async subscriptions(topicArn: string): Promise<readonly Subscription[]> {
    return call('sns:ListSubscriptionsByTopic', topicArn, async () => {
      const { sdk, client } = await this.sns();
      const found: Subscription[] = [];
      for await (const page of sdk.paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn })) {
        for (const { Protocol = '', Endpoint = '', SubscriptionArn = '' } of page.Subscriptions ?? []) {
          found.push({ protocol: Protocol, address: Endpoint, confirmed: SubscriptionArn.startsWith('arn:') });
        }
      }
      return found;
    });
  }

  public async publish(topicArn: string, subject: string, message: string): Promise<string> {
    return call('sns:Publish', topicArn, async () => {
      const { sdk, client } = await this.sns();
      const command = new sdk.PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message });
      return (await client.send(command)).MessageId ?? '';
    });
  }

  private async describe(executionArn: string) {
    return call('states:DescribeExecution', executionArn, async () => {
      const { sdk, client } = await this.sfn();
      return client.send(new sdk.DescribeExecutionCommand({ executionArn }));
    });
  }

  private async alarms(
    filter: { StateValue?: 'ALARM'; AlarmNames?: string[] },
    resource: string,
  ): Promise<readonly Alarm[]> {
    return call('cloudwatch:DescribeAlarms', resource, async () => {
      const { sdk, client } = await this.cloudwatch();
      const found: Alarm[] = [];
      // Composite alarms are left out unless they are asked for.
      const input: CloudWatch.DescribeAlarmsCommandInput = { ...filter, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] };
      for await (const page of sdk.paginateDescribeAlarms({ client }, input)) {
        found.push(...(page.MetricAlarms ?? []).map(asAlarm), ...(page.CompositeAlarms ?? []).map(asAlarm));
      }
      return found;
    });
  }

  private config() {
    const { endpoint, profile } = this.options;
    const region = this.options.region ?? this.environment.AWS_REGION ?? this.environment.AWS_DEFAULT_REGION;
    // An undefined value would hide the SDK's own way of finding it.
    return {
      requestHandler: TIMEOUTS,
      ...(region ? { region } : {}),
      ...(endpoint ? { endpoint } : {}),
      ...(profile ? { profile } : {}),
    };
  }

  private hasEndpoint(): boolean {
    const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 } = this.environment;
    return Boolean(this.options.endpoint ?? AWS_ENDPOINT_URL ?? AWS_ENDPOINT_URL_S3);
  }
}

function asDataQuery(query: MetricQuery): CloudWatch.MetricDataQuery {
  const Dimensions = Object.entries(query.dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: query.namespace, MetricName: query.metric, Dimensions };
  return { Id: query.id, MetricStat: { Metric, Stat: query.stat, Period: query.periodSeconds } };
}

function asAlarm(alarm: CloudWatch.MetricAlarm & CloudWatch.CompositeAlarm): Alarm {
  const dimensions = [
    ...(alarm.Dimensions ?? []),
    ...(alarm.Metrics ?? []).flatMap((m) => m.MetricStat?.Metric?.Dimensions ?? []),
  ];
  return {
    name: alarm.AlarmName ?? '',
    state: alarm.StateValue ?? '',
    reason: alarm.StateReason ?? '',
    actionsEnabled: alarm.ActionsEnabled ?? true,
    alarmActions: alarm.AlarmActions ?? [],
    okActions: alarm.OKActions ?? [],
    dimensions: dimensions.map(({ Name = '', Value = '' }) => [Name, Value] as const),
  };
}

async function call<T>(action: string, resource: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw error instanceof AwsFailure ? error : new AwsFailure(action, resource, error);
  }
}

function lazily<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => (loading ??= load());
}

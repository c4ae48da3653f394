import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetEventSourceMappingCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { RegulatedFlow } from '../lib/contract/regulation';
import type { JournalEntry } from '../lib/contract/regulation-journal';

/** Where the demo's producer publishes how many records it sent. */
export const ARRIVALS = { namespace: 'SluiceDemo', name: 'Sent', dimension: 'Pipeline' } as const;

/** The deployed regulator. */
export interface DeployedRegulator {
  readonly functionName: string;
  readonly logGroup: string;
}

/** What the demo asks of the (local) AWS about regulation, through the services' public APIs. */
export class RegulatedCloud {
  private readonly lambda = new LambdaClient({ maxAttempts: 5 });
  private readonly ssm = new SSMClient({ maxAttempts: 5 });
  private readonly cloudWatch = new CloudWatchClient({ maxAttempts: 5 });

  constructor(private readonly regulator: DeployedRegulator) {}

  /** ID of the one mapping that calls a function. */
  public async mappingOf(functionName: string): Promise<string> {
    const { EventSourceMappings = [] } = await this.lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: functionName }),
    );
    if (EventSourceMappings.length !== 1) {
      throw new Error(`${EventSourceMappings.length} mappings call ${functionName}, not one`);
    }
    return EventSourceMappings[0].UUID!;
  }

  /** The most batches at a time that the regulator may set for a pipeline. */
  public async most(pipeline: string): Promise<number> {
    const { Parameters = [] } = await this.ssm.send(
      new GetParametersByPathCommand({ Path: '/sluice-regulator/', Recursive: true }),
    );
    const flows = Parameters.map(({ Value }) => JSON.parse(Value!) as RegulatedFlow);
    const planner = flows.find((flow) => flow.pipeline === pipeline)?.planner;
    if (!planner) throw new Error(`the regulator knows no pipeline ${pipeline}`);
    return planner.kind === 'workers' ? planner.maxWorkers : planner.maxParallelizationFactor;
  }

  /** Batches that a mapping hands on at a time, of each shard of a stream; null where it states none. */
  public async capacity(mappingId: string): Promise<number | null> {
    const mapping = await this.lambda.send(new GetEventSourceMappingCommand({ UUID: mappingId }));
    // AWS tells a factor of 1 where none was stated; the local AWS tells none.
    if (mapping.EventSourceArn?.includes(':kinesis:')) return mapping.ParallelizationFactor ?? 1;
    return mapping.ScalingConfig?.MaximumConcurrency ?? null;
  }

  /** Calls the regulator, as its schedule does, and waits for the end of its tick. */
  public async tick(): Promise<void> {
    await this.lambda.send(new InvokeCommand({ FunctionName: this.regulator.functionName, Payload: '{}' }));
  }

  /** What a producer says of itself. */
  public async publishArrivals(pipeline: string, records: number): Promise<void> {
    await this.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: ARRIVALS.namespace,
        MetricData: [
          {
            MetricName: ARRIVALS.name,
            Dimensions: [{ Name: ARRIVALS.dimension, Value: pipeline }],
            Value: records,
            Unit: 'Count',
            StorageResolution: 1,
          },
        ],
      }),
    );
  }

  /** All that the regulator journalled, in order. By hand: the SDK of CloudWatch Logs is not installed here. */
  public async journal(): Promise<JournalEntry[]> {
    const events: LogEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page = await logs<LogPage>('FilterLogEvents', { logGroupName: this.regulator.logGroup, nextToken });
      events.push(...(page.events ?? []));
      nextToken = page.nextToken;
    } while (nextToken);
    return events.sort((a, b) => a.timestamp - b.timestamp).flatMap(({ message }) => entryIn(message));
  }
}

interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

interface LogPage {
  readonly events?: readonly LogEvent[];
  readonly nextToken?: string;
}

/** A line of a function's log begins with what the runtime writes; the entry is the JSON at its end. */
function entryIn(message: string): JournalEntry[] {
  const start = message.indexOf('{"journal":"regulation"');
  return start < 0 ? [] : [JSON.parse(message.slice(start)) as JournalEntry];
}

async function logs<Answer>(action: string, input: object): Promise<Answer> {
  const credential = `Credential=${process.env.AWS_ACCESS_KEY_ID}/20260101/${process.env.AWS_REGION}/logs/aws4_request`;
  const response = await fetch(process.env.AWS_ENDPOINT_URL!, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 ${credential}`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Logs_20140328.${action}`,
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${action} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

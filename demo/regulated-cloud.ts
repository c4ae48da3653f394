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
import { logEvents } from './log-events';

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

  /** All that the regulator journalled, in order. */
  public async journal(): Promise<JournalEntry[]> {
    return (await logEvents(this.regulator.logGroup)).flatMap(({ message }) => entryIn(message));
  }
}

/** A line of a function's log begins with what the runtime writes; the entry is the JSON at its end. */
function entryIn(message: string): JournalEntry[] {
  const start = message.indexOf('{"journal":"regulation"');
  return start < 0 ? [] : [JSON.parse(message.slice(start)) as JournalEntry];
}

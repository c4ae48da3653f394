import { flowsPath, type Knob, type RegulatorSettings } from '../../lib/contract/regulation';
import type { RegulatorHost } from '../scaling/host';
import { cloudWatchMetrics } from './cloudwatch-metrics';
import { dynamoDbState } from './dynamodb-state';
import { CLOCK } from './environment';
import { functionCapacity, type FunctionCapacityApi } from './function-capacity';
import { parameterFlows } from './parameter-flows';
import { queueDepth } from './queue-depth';
import { regulatorSdk } from './regulator-sdk';
import { sdk } from './sdk';
import { streamCapacity, type StreamCapacityApi } from './stream-capacity';

/** The regulator's host inside AWS Lambda. Parts of the SDK that the flows do not need are never loaded. */
export function createRegulatorHost({ regulator, stateTable }: RegulatorSettings): RegulatorHost {
  const streams = lazily(() => streamCapacity(sdk.kinesis()));
  const functions = lazily(() => functionCapacity(sdk.lambda()));
  const queues = lazily(() => queueDepth(sdk.sqs()));
  return {
    clock: CLOCK,
    state: dynamoDbState(sdk.dynamoDb(), stateTable),
    flows: parameterFlows(regulatorSdk.ssm(), flowsPath(regulator)),
    metrics: cloudWatchMetrics(regulatorSdk.cloudWatch()),
    queue: (queueUrl) => queues()(queueUrl),
    mapping: (mappingId) => functions().mapping(mappingId),
    provisioned: (functionName, alias) => functions().provisioned(functionName, alias),
    stream: (stream) => streams().stream(stream),
    set: (knob, value) => set(knob, value, { streams, functions }),
    heartbeat: heartbeatOf(process.env.AWS_LAMBDA_FUNCTION_NAME),
    emit: (line) => console.log(line),
    log: (message, details) => console.warn(JSON.stringify({ message, regulator, ...details })),
  };
}

/** Called every minute, the handler has a figure for every minute. */
function heartbeatOf(functionName: string | undefined): RegulatorHost['heartbeat'] {
  if (functionName === undefined) return undefined;
  const dimensions = { FunctionName: functionName };
  return { namespace: 'AWS/Lambda', name: 'Invocations', dimensions, statistic: 'Sum', period: 60 };
}

interface Apis {
  readonly streams: () => StreamCapacityApi;
  readonly functions: () => FunctionCapacityApi;
}

function set(knob: Knob, value: number, { streams, functions }: Apis): Promise<void> {
  switch (knob.kind) {
    case 'shards':
      return streams().setShards(knob.streamName, value);
    case 'warm-throughput':
      return streams().warm(knob.streamArn, value);
    case 'maximum-concurrency':
      return functions().setMapping(knob.mappingId, { ScalingConfig: { MaximumConcurrency: value } });
    case 'parallelization-factor':
      return functions().setMapping(knob.mappingId, { ParallelizationFactor: value });
    case 'provisioned-concurrency':
      return functions().provision(knob.functionName, knob.alias, value);
  }
}

function lazily<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= make());
}

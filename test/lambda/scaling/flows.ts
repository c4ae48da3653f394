import type { RegulatedFlow, Signal, SignalSource } from '../../../lib/contract/regulation';

type Sources = Readonly<Partial<Record<Signal, SignalSource>>>;

function sum(namespace: string, name: string, dimensions: Record<string, string>): SignalSource {
  return { namespace, name, dimensions, statistic: 'Sum', period: 60 };
}

/** As the constructs write it for a queue. */
export function queueFlow(flow: string, overrides: Partial<RegulatedFlow> = {}): RegulatedFlow {
  const [ofQueue, ofFunction] = [{ QueueName: flow }, { FunctionName: `${flow}-consumer` }];
  const signals: Sources = {
    arrivals: sum('AWS/SQS', 'NumberOfMessagesSent', ofQueue),
    processed: sum('AWS/SQS', 'NumberOfMessagesDeleted', ofQueue),
    oldestAgeSeconds: { ...sum('AWS/SQS', 'ApproximateAgeOfOldestMessage', ofQueue), statistic: 'Maximum' },
    busyMillis: sum('AWS/Lambda', 'Duration', ofFunction),
    errors: sum('AWS/Lambda', 'Errors', ofFunction),
    throttles: sum('AWS/Lambda', 'Throttles', ofFunction),
  };
  return {
    v: 1,
    flow,
    pipeline: flow,
    mode: 'act',
    planner: {
      kind: 'workers',
      lagObjectiveSeconds: 60,
      periodSeconds: 60,
      actuationSeconds: 60,
      recordsPerWorkerPerSecond: 10,
      minWorkers: 2,
      maxWorkers: 100,
    },
    knobs: { workers: { kind: 'maximum-concurrency', mappingId: `${flow}-mapping` } },
    mappingId: `${flow}-mapping`,
    queueUrl: `https://sqs/${flow}`,
    signals,
    ...overrides,
  };
}

/** As the constructs write it for a stream whose shards and parallelization factor are both regulated. */
export function streamFlow(flow: string, overrides: Partial<RegulatedFlow> = {}): RegulatedFlow {
  const [ofStream, ofFunction] = [{ StreamName: flow }, { FunctionName: `${flow}-consumer` }];
  const signals: Sources = {
    arrivals: sum('AWS/Kinesis', 'IncomingRecords', ofStream),
    oldestAgeSeconds: { ...sum('AWS/Lambda', 'IteratorAge', ofFunction), statistic: 'Maximum', factor: 0.001 },
    busyMillis: sum('AWS/Lambda', 'Duration', ofFunction),
    errors: sum('AWS/Lambda', 'Errors', ofFunction),
    throttles: sum('AWS/Kinesis', 'WriteProvisionedThroughputExceeded', ofStream),
  };
  return {
    v: 1,
    flow,
    pipeline: flow,
    mode: 'act',
    planner: {
      kind: 'stream',
      lagObjectiveSeconds: 60,
      periodSeconds: 60,
      actuationSeconds: 60,
      recordsPerShardPerSecond: 1_000,
      recordsPerConsumerPerSecond: 100,
      minShards: 1,
      maxShards: 16,
      maxReshardsPerDay: 10,
      reshardSeconds: 120,
      maxParallelizationFactor: 10,
    },
    knobs: {
      shards: { kind: 'shards', streamName: flow },
      parallelizationFactor: { kind: 'parallelization-factor', mappingId: `${flow}-mapping` },
    },
    mappingId: `${flow}-mapping`,
    streamName: flow,
    signals,
    ...overrides,
  };
}

/** With metrics of its own, published every ten seconds. */
export function freshFlow(flow: string, overrides: Partial<RegulatedFlow> = {}): RegulatedFlow {
  const own = (name: string): SignalSource => ({ ...sum('Sluice', name, { Pipeline: flow }), period: 10 });
  const { planner } = queueFlow(flow);
  return queueFlow(flow, {
    planner: { ...planner, periodSeconds: 10 },
    signals: { arrivals: own('Received'), processed: own('Delivered') },
    ...overrides,
  });
}

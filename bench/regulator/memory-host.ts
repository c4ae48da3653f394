import type { RegulatedFlow, SignalSource } from '../../lib/contract/regulation';
import type { Versioned } from '../../lambda/failover/host';
import type { MetricFigures, RegulatorHost } from '../../lambda/scaling/host';

const FIRST_TICK = Date.UTC(2026, 10, 24, 12, 0, 5);

/** What the flows are like: under pressure they are looked at each minute, calm ones only where they are due. */
export interface Plant {
  readonly flows: number;
  readonly waiting: (minute: number) => number;
}

/** A host without network, a minute later at each tick. */
export function memoryHost({ flows, waiting }: Plant): { readonly host: RegulatorHost; readonly pass: () => void } {
  let now = FIRST_TICK;
  const items = new Map<string, Versioned>();
  const concurrency = new Map<string, number>();
  const parameters = Array.from({ length: flows }, (_, i) => ({
    name: `${i}`,
    text: JSON.stringify(flow(`flow${i}`)),
  }));
  const host: RegulatorHost = {
    clock: { now: () => now, random: () => 0.5, sleep: async () => undefined },
    state: {
      read: async (key) => items.get(key),
      write: async (key, value, expected) => {
        items.set(key, { version: expected + 1, value });
        return true;
      },
    },
    flows: async () => parameters,
    metrics: async (queries, from, to) => queries.map(() => figures(from, to)),
    queue: async () => ({ waiting: waiting((now - FIRST_TICK) / 60_000), hidden: 0 }),
    mapping: async (id) => ({ state: 'Enabled', maximumConcurrency: concurrency.get(id) ?? 10 }),
    stream: async () => ({ status: 'ACTIVE', openShards: 1 }),
    provisioned: async () => ({ allocated: 0, requested: 0 }),
    set: async (knob, value) => {
      if (knob.kind === 'maximum-concurrency') concurrency.set(knob.mappingId, value);
    },
    emit: () => undefined,
    log: () => undefined,
  };
  return { host, pass: () => void (now += 60_000) };
}

/** A little more or less each minute. */
function figures(from: number, to: number): MetricFigures {
  const points = new Map<number, number>();
  for (let start = from; start < to; start += 60) points.set(start, 6_000 + ((start / 60) % 7) * 10);
  return { points, whole: true };
}

function flow(name: string): RegulatedFlow {
  const sum = (namespace: string, metric: string, dimensions: Record<string, string>): SignalSource => ({
    namespace,
    name: metric,
    dimensions,
    statistic: 'Sum',
    period: 60,
  });
  const [ofQueue, ofFunction] = [{ QueueName: name }, { FunctionName: name }];
  return {
    v: 1,
    flow: name,
    pipeline: name,
    mode: 'act',
    planner: {
      kind: 'workers',
      lagObjectiveSeconds: 60,
      periodSeconds: 60,
      actuationSeconds: 60,
      recordsPerWorkerPerSecond: 10,
      minWorkers: 2,
      maxWorkers: 1_000,
    },
    knobs: { workers: { kind: 'maximum-concurrency', mappingId: name } },
    mappingId: name,
    queueUrl: `https://sqs/${name}`,
    signals: {
      arrivals: sum('AWS/SQS', 'NumberOfMessagesSent', ofQueue),
      processed: sum('AWS/SQS', 'NumberOfMessagesDeleted', ofQueue),
      oldestAgeSeconds: { ...sum('AWS/SQS', 'ApproximateAgeOfOldestMessage', ofQueue), statistic: 'Maximum' },
      busyMillis: sum('AWS/Lambda', 'Duration', ofFunction),
      errors: sum('AWS/Lambda', 'Errors', ofFunction),
      throttles: sum('AWS/Lambda', 'Throttles', ofFunction),
    },
  };
}

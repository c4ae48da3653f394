import type { FlowEvent, FlowResponse } from '../../lambda/failover/failover';
import type { Accounts } from '../../lib/simulation/data-plane/accounts';
import type { Bucket } from '../../lib/simulation/data-plane/bucket';
import type { FaultPlan } from '../../lib/simulation/data-plane/faults';
import type { LambdaFunction } from '../../lib/simulation/data-plane/function';
import { Queue } from '../../lib/simulation/data-plane/queue';
import { QueueMapping } from '../../lib/simulation/data-plane/queue-mapping';
import type { Scheduler } from '../../lib/simulation/data-plane/scheduler';
import { Stream, type StreamRecord } from '../../lib/simulation/data-plane/stream';
import { StreamMapping } from '../../lib/simulation/data-plane/stream-mapping';
import type { Random } from '../../lib/simulation/random';
import { nativeMessage, nativeStreamRecord, sequenceNumberOf, streamRecordId } from './native';
import { HOUR, type Plan } from './plan';

/** A record on its way in. */
export interface Draft {
  readonly ordinal: number;
  readonly key: string;
  readonly payload: Buffer;
  readonly isPoison: boolean;
}

/** A source and its mapping. */
export interface Source {
  send(draft: Draft): void;
  /** True where the source will hand the record over again. */
  isWaiting(id: string): boolean;
  readonly deadLetters: readonly { readonly id: string }[];
  /** Gone for good. */
  readonly expired: readonly { readonly id: string }[];
  redrive(): void;
  reshard(): void;
}

/** What sources share with the rest of a plant. */
export interface Surroundings {
  readonly plan: Plan;
  readonly scheduler: Scheduler;
  readonly faults: FaultPlan;
  readonly accounts: Accounts;
  readonly bucket: Bucket;
  readonly handler: LambdaFunction<FlowEvent, FlowResponse>;
  /** Stores dead letters, where the plan has that. */
  readonly keeper: LambdaFunction<FlowEvent, FlowResponse>;
  readonly chance: () => Random;
}

export function sourceOf(around: Surroundings): Source {
  return around.plan.source === 'stream' ? streamSource(around) : queueSource(around);
}

function queueSource(around: Surroundings): Source {
  const { plan, scheduler, faults, accounts, handler, chance } = around;
  const fifo = plan.source === 'fifo';
  const { visibilityMillis, maxReceives, retentionMillis } = plan;
  const deadLetterQueue = keptDeadLetters(around);
  const options = { fifo, visibilityMillis, maxReceives, retentionMillis, deadLetterQueue };
  const queue = new Queue(scheduler, chance(), faults, options);
  if (!deadLetterQueue) accounts.deadLettered = (id) => queue.deadLetters.some((message) => message.id === id);
  new QueueMapping(scheduler, queue, handler, {
    faults,
    batchSize: fifo ? 10 : 50,
    concurrency: plan.environments,
    toRecord: nativeMessage,
    acknowledged: (id) => accounts.acknowledged(id),
  }).start();
  return {
    send({ ordinal, key, payload, isPoison }) {
      const id = `m${ordinal}`;
      const group = fifo ? key : undefined;
      const body = textOf(payload);
      const sentAt = Math.floor(scheduler.now());
      accounts.send({ id, key: group ?? id, payload: body, isPoison, at: sentAt });
      queue.send({ id, body, group, sentAt });
    },
    isWaiting: (id) => queue.holds(id),
    get deadLetters() {
      return deadLetterQueue?.messages ?? queue.deadLetters;
    },
    get expired() {
      return [...queue.expired, ...(deadLetterQueue?.expired ?? [])];
    },
    redrive() {
      for (const message of queue.deadLetters.splice(0)) queue.send(message);
    },
    reshard: () => undefined,
  };
}

/** A dead-letter queue whose messages are brought into the lake, as a queue in a template has it. */
function keptDeadLetters({ plan, scheduler, faults, accounts, keeper, chance }: Surroundings): Queue | undefined {
  const { source, deadLetterRetentionMillis: retentionMillis } = plan;
  if (retentionMillis === undefined) return undefined;
  const fifo = source === 'fifo';
  const queue = new Queue(scheduler, chance(), faults, {
    ...{ fifo, retentionMillis, visibilityMillis: 30_000, maxReceives: Infinity },
  });
  // One that is being acknowledged must be elsewhere already.
  const leaving = new Set<string>();
  accounts.deadLettered = (id) => queue.holds(id) && !leaving.has(id);
  new QueueMapping(scheduler, queue, keeper, {
    ...{ faults, batchSize: 10, concurrency: 2, toRecord: nativeMessage },
    acknowledged(id) {
      leaving.add(id);
      accounts.forgotten(id);
      leaving.delete(id);
    },
  }).start();
  return queue;
}

/** SQS takes text of one character or more; what is none is sent as base64, as producers do. */
function textOf(payload: Buffer): string {
  const text = payload.toString();
  return Buffer.from(text).equals(payload) && !text.includes('\0') ? text || '-' : payload.toString('base64');
}

function streamSource({ plan, scheduler, faults, accounts, bucket, handler, chance }: Surroundings): Source {
  const stream = new Stream(scheduler, chance(), plan.shards, plan.retentionMillis);
  const records = new Map<string, StreamRecord>();
  const expired: { readonly id: string }[] = [];
  const mapping = new StreamMapping(scheduler, stream, handler, {
    faults,
    batchSize: 50,
    parallelizationFactor: plan.parallelizationFactor,
    retryAttempts: plan.retryAttempts,
    maxRecordAgeMillis: plan.retentionMillis - HOUR,
    toRecord: nativeStreamRecord,
    identifierOf: sequenceNumberOf,
    acknowledged: (record) => accounts.acknowledged(streamRecordId(record)),
    giveUp: (given, condition) => storeGivenUp(bucket, given, condition, scheduler.now()),
    expired: (gone) => expired.push(...gone.map((record) => ({ id: streamRecordId(record) }))),
  });
  mapping.start();
  return {
    send({ key, payload, isPoison }) {
      const record = stream.put(key, payload.toString('base64'));
      const id = streamRecordId(record);
      records.set(id, record);
      accounts.send({ id, key, payload: record.data, isPoison, at: record.arrivedAt });
    },
    isWaiting: (id) => !mapping.hasPassed(records.get(id)!),
    deadLetters: [],
    expired,
    redrive: () => undefined,
    reshard: () => stream.reshard(),
  };
}

/** The form in which Lambda stores what it gives up, with the whole payload. */
function storeGivenUp(bucket: Bucket, records: readonly StreamRecord[], condition: string, now: number): void {
  const at = new Date(now).toISOString();
  const key = `aws/lambda/mapping/${records[0].shard}/${at.slice(0, 10)}/${at}-${records[0].sequence}`;
  const payload = { Records: records.map(nativeStreamRecord) };
  bucket.set(key, JSON.stringify({ requestContext: { condition }, version: '1.0', payload }));
}

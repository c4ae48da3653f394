import type { FaultPlan } from './faults';
import { type LambdaFunction, THROTTLED } from './function';
import { failedIds, type PartialResponse } from './partial-batch';
import type { RecordsEvent } from './queue-mapping';
import type { Scheduler } from './scheduler';
import { hashOf, type Shard, type Stream, type StreamRecord } from './stream';

export interface StreamMappingOptions {
  readonly faults: FaultPlan;
  readonly batchSize: number;
  readonly parallelizationFactor: number;
  /** Retries of a record that no bisection helps. */
  readonly retryAttempts: number;
  readonly maxRecordAgeMillis: number;
  readonly toRecord: (record: StreamRecord) => object;
  readonly identifierOf: (record: StreamRecord) => string;
  readonly acknowledged: (record: StreamRecord) => void;
  /** Stores what is given up in the destination on failure. */
  readonly giveUp: (records: readonly StreamRecord[], condition: string) => void;
  /** Is told of records that expired before anybody read them. */
  readonly expired: (records: readonly StreamRecord[]) => void;
}

const IDLE_MILLIS = 1_000;
const LONGEST_BACKOFF_MILLIS = 60_000;

/** A concurrent batch of a shard: the records of some of its keys, in order. */
interface Lane {
  readonly shard: Shard;
  readonly index: number;
  /** Position in the shard up to which this lane has come. */
  position: number;
}

/**
 * The event source mapping of a stream: a batch of each lane at a time, checkpoints at the lowest failure, failed batches cut in
 * two, and a destination for what is given up: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html. Throttling is no failure. The
 * destination is taken to hold: that it fails is Lambda's fault and shows in `DestinationDeliveryFailures`.
 */
export class StreamMapping {
  private readonly lanes = new Map<Shard, readonly Lane[]>();

  constructor(
    private readonly scheduler: Scheduler,
    private readonly stream: Stream,
    private readonly target: LambdaFunction<RecordsEvent, PartialResponse>,
    private readonly options: StreamMappingOptions,
  ) {}

  /** Looks for new shards, and reads those whose parents are read. */
  public start(): void {
    void this.discover();
  }

  /** True where all that came was worked off. */
  public get isDone(): boolean {
    return this.stream.shards.every((shard) => this.isRead(shard));
  }

  public hasPassed({ shard, sequence, key }: StreamRecord): boolean {
    const lanes = [...this.lanes].find(([{ id }]) => id === shard);
    if (!lanes) return false;
    const lane = lanes[1][this.laneOf(key)];
    return lane.position > lane.shard.records.findIndex((record) => record.sequence === sequence);
  }

  private async discover(): Promise<never> {
    for (;;) {
      for (const shard of this.stream.shards) {
        if (this.lanes.has(shard) || !shard.parents.every((parent) => this.isRead(parent))) continue;
        const lanes = Array.from({ length: this.options.parallelizationFactor }, (_, index) => ({
          shard,
          index,
          position: 0,
        }));
        this.lanes.set(shard, lanes);
        for (const lane of lanes) void this.read(lane);
      }
      await this.scheduler.sleep(IDLE_MILLIS);
    }
  }

  private isRead(shard: Shard): boolean {
    return (
      (this.lanes.get(shard) ?? []).length > 0 && this.lanes.get(shard)!.every((lane) => this.next(lane).length === 0)
    );
  }

  private laneOf(key: string): number {
    return hashOf(`${key}/lane`) % this.options.parallelizationFactor;
  }

  private next({ shard, index, position }: Lane): StreamRecord[] {
    const batch: StreamRecord[] = [];
    for (let i = position; i < shard.records.length && batch.length < this.options.batchSize; i += 1) {
      if (this.laneOf(shard.records[i].key) === index) batch.push(shard.records[i]);
    }
    return batch;
  }

  private async read(lane: Lane): Promise<void> {
    for (;;) {
      const batch = this.next(lane);
      if (batch.length === 0) {
        if (!lane.shard.isOpen) return;
        await this.scheduler.sleep(IDLE_MILLIS);
        continue;
      }
      await this.work(lane, batch, 0);
    }
  }

  /** Works a batch off, whatever it takes; the lane is behind it then. */
  private async work(lane: Lane, batch: readonly StreamRecord[], failures: number): Promise<void> {
    let left = this.withoutOld(lane, batch);
    for (let tries = failures; left.length > 0;) {
      const failed = await this.attempt(left);
      if (failed === 'throttled') {
        await this.backOff(1);
        left = this.withoutOld(lane, left);
        continue;
      }
      const done = failed === 'all' ? 0 : left.findIndex((record) => failed.has(this.options.identifierOf(record)));
      const good = done < 0 ? left : left.slice(0, done);
      left = left.slice(good.length);
      this.checkpoint(lane, good, done < 0);
      if (left.length === 0) return;
      if (failed === 'all' && left.length > 1) {
        const middle = Math.ceil(left.length / 2);
        await this.work(lane, left.slice(0, middle), tries);
        left = left.slice(middle);
        continue;
      }
      tries += 1;
      if (tries > this.options.retryAttempts) {
        this.options.giveUp(left, 'RetryAttemptsExhausted');
        return this.pass(lane, left);
      }
      await this.backOff(tries);
      left = this.withoutOld(lane, left);
    }
  }

  private backOff(tries: number): Promise<void> {
    return this.scheduler.sleep(Math.min(LONGEST_BACKOFF_MILLIS, 1_000 * 2 ** Math.min(tries - 1, 10)));
  }

  private async attempt(batch: readonly StreamRecord[]): Promise<ReadonlySet<string> | 'all' | 'throttled'> {
    try {
      const ids = new Set(batch.map(this.options.identifierOf));
      return failedIds(await this.target.invoke({ Records: batch.map(this.options.toRecord) }), ids);
    } catch (error) {
      return (error as Error).name === THROTTLED ? 'throttled' : 'all';
    }
  }

  /** A reader that starts again from an older checkpoint hands records over once more. */
  private checkpoint(lane: Lane, records: readonly StreamRecord[], isWhole: boolean): void {
    if (records.length === 0) return;
    if (isWhole && this.options.faults.draw('source.acknowledge', this.scheduler.now())) return;
    for (const record of records) this.options.acknowledged(record);
    this.pass(lane, records);
  }

  private pass(lane: Lane, records: readonly StreamRecord[]): void {
    const last = records.at(-1)!;
    lane.position = Math.max(lane.position, lane.shard.records.indexOf(last) + 1);
  }

  /** What is too old is given up; what the stream has forgotten is gone. */
  private withoutOld(lane: Lane, batch: readonly StreamRecord[]): readonly StreamRecord[] {
    const now = this.scheduler.now();
    const { maxRecordAgeMillis, giveUp, expired } = this.options;
    const old = batch.filter(({ arrivedAt }) => arrivedAt + maxRecordAgeMillis < now);
    if (old.length === 0) return batch;
    const gone = old.filter(({ arrivedAt }) => arrivedAt + this.stream.retentionMillis < now);
    const kept = old.filter((record) => !gone.includes(record));
    if (gone.length > 0) expired(gone);
    if (kept.length > 0) giveUp(kept, 'RecordAgeExceeded');
    this.pass(lane, old);
    return batch.slice(old.length);
  }
}

import type { Random } from '../random';
import { type Network, type Operation, ServiceError } from './network';
import type { Process } from './process';

/** A record as a consumer sees it. */
export interface Handed {
  readonly id: string;
  readonly key: string;
  readonly payload: string;
}

/** How a consumer takes a batch. */
export interface Manners {
  /** It fails on these, always. */
  readonly isPoison: (record: Handed) => boolean;
  /**
   * `throws`: at the first bad record, with those before it done; `names`: each bad record; `stops`: at the first bad record,
   * with those behind it undone, which a consumer of a queue has to name, too; `rejects`: the batch, with nothing done.
   */
  readonly onPoison: 'throws' | 'names' | 'stops' | 'rejects';
  /** Its records come from a stream, where the first failure stands for all behind it. */
  readonly ofStream: boolean;
  readonly callMillis: number;
  readonly recordMillis: number;
  /** A call with more records is too large. */
  readonly mostRecords?: number;
  /** What it says instead of its answers: `nameless` names records by a key that nobody knows. */
  readonly says?: 'undefined' | 'null' | 'empty' | 'nameless';
}

/** What a consumer answers. */
export type Answer =
  | { readonly kind: 'done' }
  | { readonly kind: 'threw' }
  | { readonly kind: 'rejected' }
  /** Whatever it was, in place of a proper answer. */
  | { readonly kind: 'said'; readonly what: unknown }
  | { readonly kind: 'named'; readonly ids: readonly string[] };

export interface Caller {
  readonly process: Process;
  /** That of its function. */
  readonly name: string;
}

export interface Taken {
  readonly payload: string;
  readonly key: string;
  /** Milliseconds since the epoch of the first time. */
  readonly at: number;
  /** How many were taken before. */
  readonly turn: number;
  times: number;
}

/**
 * A consumer that keys on the record's id, so that a record which comes again changes nothing: the balance of a run is counted
 * here.
 */
export class Sink {
  public readonly taken = new Map<string, Taken>();
  /** Ids that came with another payload than before: the second is what an idempotent target never sees. */
  public readonly changed = new Set<string>();
  /** Ids that two callers of the same name, which is given, were working on at the same time, both alive. */
  public readonly disputed = new Map<string, string>();
  /** How often calls with nothing but this record failed. */
  public readonly failedAlone = new Map<string, number>();
  /** When calls failed: milliseconds since the epoch. */
  public readonly failures: number[] = [];
  private readonly callers = new Map<string, Process>();

  constructor(
    private readonly network: Network,
    private readonly random: Random,
    private readonly operation: Operation,
    public manners: Manners,
  ) {}

  /** Resolves with the answer; rejects as the network does, or with `TimeoutError`. */
  public async hand(caller: Caller, records: readonly Handed[], timeoutMillis: number): Promise<Answer> {
    const release = this.claim(caller, records);
    try {
      return await this.call(caller.process, records, timeoutMillis);
    } catch (error) {
      this.failures.push(this.network.scheduler.now());
      if (records.length === 1) this.failedAlone.set(records[0].id, (this.failedAlone.get(records[0].id) ?? 0) + 1);
      throw error;
    } finally {
      release();
    }
  }

  private async call(caller: Process, records: readonly Handed[], timeoutMillis: number): Promise<Answer> {
    const { scheduler } = this.network;
    const { callMillis, recordMillis } = this.manners;
    const busy = (callMillis + recordMillis * records.length) * (0.5 + this.random.next());
    const call = async (): Promise<Answer> => {
      await scheduler.sleep(busy);
      return this.network.request(caller, this.operation, () => this.work(records));
    };
    const late = scheduler.sleep(timeoutMillis).then(() => 'late' as const);
    const answer = await Promise.race([call(), late]);
    await caller.goOn();
    if (answer !== 'late') return answer;
    throw new ServiceError('TimeoutError', this.operation);
  }

  /** Notes who works on what: a caller that died or is frozen does not. */
  private claim({ process, name }: Caller, records: readonly Handed[]): () => void {
    const keys = records.map(({ id }) => `${name} ${id}`);
    keys.forEach((key, index) => {
      const other = this.callers.get(key);
      if (other && other !== process && !other.isDead && !other.isFrozen) this.disputed.set(records[index].id, name);
      this.callers.set(key, process);
    });
    return () => {
      for (const key of keys) if (this.callers.get(key) === process) this.callers.delete(key);
    };
  }

  private work(records: readonly Handed[]): Answer {
    const answer = this.answer(records);
    const isNamed = answer.kind === 'named';
    if (answer.kind !== 'done' && !isNamed) return answer;
    switch (this.manners.says) {
      case 'undefined':
        return isNamed ? { kind: 'threw' } : { kind: 'said', what: undefined };
      case 'null':
        return isNamed ? { kind: 'threw' } : { kind: 'said', what: { batchItemFailures: null } };
      case 'empty':
        return isNamed ? { kind: 'threw' } : { kind: 'said', what: {} };
      case 'nameless':
        return { kind: 'said', what: { batchItemFailures: isNamed ? answer.ids.map((id) => ({ id })) : [] } };
      default:
        return answer;
    }
  }

  private answer(records: readonly Handed[]): Answer {
    const { isPoison, onPoison, mostRecords = Infinity } = this.manners;
    if (records.length > mostRecords) return { kind: 'rejected' };
    const bad = records.filter(isPoison);
    if (bad.length === 0) return this.take(records);
    switch (onPoison) {
      case 'rejects':
        return { kind: 'rejected' };
      case 'throws':
        this.take(records.slice(0, records.indexOf(bad[0])));
        return { kind: 'threw' };
      case 'stops':
        return this.stopAt(records, records.indexOf(bad[0]));
      case 'names':
        this.take(records.filter((record) => !bad.includes(record)));
        return { kind: 'named', ids: bad.map(({ id }) => id) };
    }
  }

  private stopAt(records: readonly Handed[], index: number): Answer {
    this.take(records.slice(0, index));
    const named = this.manners.ofStream ? [records[index]] : records.slice(index);
    return { kind: 'named', ids: named.map(({ id }) => id) };
  }

  private take(records: readonly Handed[]): Answer {
    for (const { id, key, payload } of records) {
      const before = this.taken.get(id);
      if (before) {
        before.times += 1;
        if (before.payload !== payload) this.changed.add(id);
      } else this.taken.set(id, { payload, key, at: this.network.scheduler.now(), turn: this.taken.size, times: 1 });
    }
    return { kind: 'done' };
  }
}

import type { Random } from '../random';
import type { Scheduler } from './scheduler';

export interface StreamRecord {
  readonly sequence: number;
  readonly shard: string;
  readonly key: string;
  /** Base64. */
  readonly data: string;
  readonly arrivedAt: number;
}

/** A range of hash keys, and the records that came to it. */
export interface Shard {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly parents: readonly Shard[];
  readonly records: StreamRecord[];
  isOpen: boolean;
}

const HASHES = 2 ** 32;

/**
 * A Kinesis stream. Resharding closes shards and opens children, whose records come after all of their parents':
 * https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html.
 */
export class Stream {
  public readonly shards: Shard[] = [];
  private records = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    shards: number,
    public readonly retentionMillis: number,
  ) {
    const width = HASHES / shards;
    for (let each = 0; each < shards; each += 1) this.open(each * width, (each + 1) * width, []);
  }

  public put(key: string, data: string): StreamRecord {
    const hash = hashOf(key);
    const shard = this.shards.find(({ isOpen, from, to }) => isOpen && from <= hash && hash < to)!;
    const record = {
      sequence: (this.records += 1),
      shard: shard.id,
      key,
      data,
      arrivedAt: Math.floor(this.scheduler.now()),
    };
    shard.records.push(record);
    return record;
  }

  /** Splits a shard, or merges two neighbours, by chance. */
  public reshard(): void {
    const open = this.shards.filter(({ isOpen }) => isOpen).sort((a, b) => a.from - b.from);
    const index = Math.floor(this.random.next() * open.length);
    const [first, second] = [open[index], open[index + 1]];
    if (second && this.random.next() < 0.5) {
      first.isOpen = second.isOpen = false;
      this.open(first.from, second.to, [first, second]);
      return;
    }
    const middle = (first.from + first.to) / 2;
    first.isOpen = false;
    this.open(first.from, middle, [first]);
    this.open(middle, first.to, [first]);
  }

  private open(from: number, to: number, parents: readonly Shard[]): void {
    const id = `shardId-${String(this.shards.length).padStart(12, '0')}`;
    this.shards.push({ id, from, to, parents, records: [], isOpen: true });
  }
}

/** In place of the MD5 that Kinesis takes: it has to spread, no more. */
export function hashOf(key: string): number {
  let hash = 2166136261;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 16777619);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2246822519);
  return (hash ^ (hash >>> 13)) >>> 0;
}

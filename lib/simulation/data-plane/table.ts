import { type Network, ServiceError } from './network';
import type { Process } from './process';

export interface Item {
  readonly version: number;
  readonly value: string;
  /** Seconds since the epoch after which the item may go. */
  readonly expiresAt?: number;
}

/** What must hold of the item that is there for a write to take effect. */
export type Condition = (before: Item | undefined) => boolean;

/** Is told of every write that took effect. */
export interface TableWatcher {
  written(key: string, item: Item, by: Process): void;
}

/** The table as one caller sees it. */
export interface TableClient {
  get(key: string): Promise<Item | undefined>;
  put(key: string, item: Item, condition: Condition): Promise<void>;
}

/**
 * A DynamoDB table: strongly consistent reads, writes on a condition,
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate.
 * Items go when their time to live is over; DynamoDB takes up to days for that, here it is at once, which is the worst case.
 */
export class Table {
  public readonly items = new Map<string, Item>();

  constructor(
    private readonly network: Network,
    private readonly watcher: TableWatcher = { written: () => undefined },
  ) {}

  public clientOf(caller: Process): TableClient {
    return {
      get: (key) => this.network.request(caller, 'dynamodb.get', () => this.itemOf(key)),
      put: async (key, item, condition) => {
        const isPut = await this.network.request(caller, 'dynamodb.put', () => {
          if (!condition(this.itemOf(key))) return false;
          this.items.set(key, item);
          this.watcher.written(key, item, caller);
          return true;
        });
        if (!isPut) throw new ServiceError('ConditionalCheckFailedException', 'dynamodb.put', 400);
      },
    };
  }

  private itemOf(key: string): Item | undefined {
    const item = this.items.get(key);
    const now = this.network.scheduler.now() / 1_000;
    return item?.expiresAt !== undefined && item.expiresAt < now ? undefined : item;
  }
}

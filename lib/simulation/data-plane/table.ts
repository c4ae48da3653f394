import type { Network } from './network';
import type { Process } from './process';

interface Item {
  readonly version: number;
  readonly value: string;
  /** Seconds since the epoch after which the item may go. */
  readonly expiresAt?: number;
}

/**
 * A DynamoDB table of versioned items: strongly consistent reads, writes on the condition that the version is the one expected,
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate.
 * Items go when their time to live is over; DynamoDB takes up to days for that, here it is at once, which is the worst case.
 */
export class Table {
  public readonly items = new Map<string, Item>();

  constructor(private readonly network: Network) {}

  /** The table as one caller sees it. */
  public storeOf(caller: Process): {
    read(key: string): Promise<{ readonly version: number; readonly value: string } | undefined>;
    write(key: string, value: string, expected: number, expiresAt?: number): Promise<boolean>;
  } {
    return {
      read: (key) => this.network.request(caller, 'dynamodb.get', () => this.itemOf(key)),
      write: (key, value, expected, expiresAt) =>
        this.network.request(caller, 'dynamodb.put', () => {
          if ((this.itemOf(key)?.version ?? 0) !== expected) return false;
          this.items.set(key, { version: expected + 1, value, expiresAt });
          return true;
        }),
    };
  }

  private itemOf(key: string): Item | undefined {
    const item = this.items.get(key);
    const now = this.network.scheduler.now() / 1_000;
    return item?.expiresAt !== undefined && item.expiresAt < now ? undefined : item;
  }
}

import type { Network } from './network';
import type { Process } from './process';

/** Is told of every object that comes, goes (undefined), or takes the place of another, in that moment. */
export interface Watcher {
  changing(key: string, body: string | undefined): void;
}

/**
 * An S3 bucket. Reads see every write that was answered, and conditional writes one writer at a time:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html.
 */
export class Bucket {
  public readonly objects = new Map<string, string>();

  constructor(
    private readonly network: Network,
    private readonly watcher: Watcher,
  ) {}

  /** The bucket as one caller sees it. */
  public lakeOf(caller: Process): {
    putOnce(key: string, body: string): Promise<void>;
    put(key: string, body: string): Promise<void>;
    get(key: string): Promise<string | undefined>;
    remove(key: string): Promise<void>;
    list(prefix: string, atMost: number, after?: string): Promise<readonly string[]>;
  } {
    const { network, objects } = this;
    return {
      putOnce: (key, body) =>
        network.request(caller, 's3.put', () => {
          if (!objects.has(key)) this.set(key, body);
        }),
      put: (key, body) => network.request(caller, 's3.put', () => this.set(key, body)),
      get: (key) => network.request(caller, 's3.get', () => objects.get(key)),
      remove: (key) => network.request(caller, 's3.delete', () => this.set(key, undefined)),
      list: (prefix, atMost, after = '') =>
        network.request(caller, 's3.list', () =>
          this.keys(prefix)
            .filter((key) => key > after)
            .slice(0, atMost),
        ),
    };
  }

  /** In the order in which S3 lists them. */
  public keys(prefix: string): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  /** Writes at once; nothing removes. */
  public set(key: string, body: string | undefined): void {
    if (body === undefined) this.objects.delete(key);
    else this.objects.set(key, body);
    this.watcher.changing(key, body);
  }
}

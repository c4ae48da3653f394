import { type Network, ServiceError } from './network';
import type { Process } from './process';

/** Is told of every object that comes, goes (undefined), or takes the place of another, in that moment. */
export interface Watcher {
  /** `by`: who asked for it; undefined for a service of AWS. */
  changing(key: string, body: string | undefined, by: Process | undefined): void;
}

/** The bucket as one caller sees it. */
export interface BucketClient {
  /** `onlyNew`: `If-None-Match: *`. */
  put(key: string, body: string, onlyNew: boolean): Promise<void>;
  get(key: string): Promise<string>;
  remove(key: string): Promise<void>;
  list(prefix: string, atMost: number, after?: string): Promise<readonly string[]>;
}

const NO_SUCH_KEY = ['NoSuchKey', 404] as const;
const EXISTS = ['PreconditionFailed', 412] as const;

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

  public clientOf(caller: Process): BucketClient {
    const { network, objects } = this;
    return {
      put: async (key, body, onlyNew) => {
        const isPut = await network.request(caller, 's3.put', () => {
          if (onlyNew && objects.has(key)) return false;
          this.set(key, body, caller);
          return true;
        });
        if (!isPut) throw new ServiceError(EXISTS[0], 's3.put', EXISTS[1]);
      },
      async get(key) {
        const body = await network.request(caller, 's3.get', () => objects.get(key));
        if (body === undefined) throw new ServiceError(NO_SUCH_KEY[0], 's3.get', NO_SUCH_KEY[1]);
        return body;
      },
      remove: (key) => network.request(caller, 's3.delete', () => this.set(key, undefined, caller)),
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
  public set(key: string, body: string | undefined, by?: Process): void {
    if (body === undefined) this.objects.delete(key);
    else this.objects.set(key, body);
    this.watcher.changing(key, body, by);
  }
}

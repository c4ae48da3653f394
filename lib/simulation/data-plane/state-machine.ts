import type { Bucket } from './bucket';
import { type LambdaFunction, THROTTLED } from './function';
import type { Network } from './network';
import type { Process } from './process';

/** What a run is started with: the input of the replay. */
export interface RunInput {
  readonly prefix: string;
  readonly concurrency: number;
}

export interface Retries {
  readonly throttled: number;
  readonly failed: number;
  readonly failedMillis: number;
}

/** As the replay's state machine states them. */
const RETRIES: Retries = { throttled: 8, failed: 2, failedMillis: 16_000 };

const LONGEST_WAIT_MILLIS = 120_000;

/**
 * A state machine of one Distributed Map: each object that lies under the prefix when the run starts is handed to the worker, so
 * many at a time: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html. A name starts one run:
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html.
 */
export class StateMachine<Item> {
  public readonly started = new Set<string>();
  private running = 0;

  constructor(
    private readonly network: Network,
    private readonly bucket: Bucket,
    private readonly worker: LambdaFunction<Item, unknown>,
  ) {}

  public get isRunning(): boolean {
    return this.running > 0;
  }

  /** The machine as one caller sees it. */
  public startsOf(caller: Process): {
    startReplay(name: string, input: object): Promise<void>;
    isReplaying(): Promise<boolean>;
  } {
    return {
      startReplay: (name, input) =>
        this.network.request(caller, 'states.start', () => this.start(name, input as RunInput)),
      isReplaying: () => this.network.request(caller, 'states.list', () => this.isRunning),
    };
  }

  public start(name: string, input: RunInput): void {
    if (this.started.has(name)) return;
    this.started.add(name);
    void this.run(input);
  }

  private async run(input: RunInput): Promise<void> {
    this.running += 1;
    const keys = this.bucket.keys(input.prefix).values();
    const work = async (): Promise<void> => {
      for (const key of keys) await this.handOver({ ...input, key } as Item);
    };
    await Promise.all(Array.from({ length: Math.max(1, input.concurrency) }, work));
    this.running -= 1;
  }

  /** An object that cannot be replayed stays where it is. */
  private async handOver(item: Item): Promise<void> {
    const left = { throttled: RETRIES.throttled, failed: RETRIES.failed };
    for (let wait = 2_000; ; wait = Math.min(LONGEST_WAIT_MILLIS, wait * 2)) {
      try {
        await this.worker.invoke(item);
        return;
      } catch (error) {
        const kind = (error as Error).name === THROTTLED ? 'throttled' : 'failed';
        if (left[kind] === 0) return;
        left[kind] -= 1;
        await this.network.scheduler.sleep(kind === 'failed' ? RETRIES.failedMillis : wait);
      }
    }
  }
}

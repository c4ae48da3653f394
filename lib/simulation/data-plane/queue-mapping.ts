import type { FaultPlan } from './faults';
import { FUNCTION_ERROR, type LambdaFunction, THROTTLED } from './function';
import type { Queue, Received } from './queue';
import { failedIds, type PartialResponse } from './partial-batch';
import type { Scheduler } from './scheduler';

export interface QueueMappingOptions {
  readonly faults: FaultPlan;
  readonly batchSize: number;
  /** Batches processed at a time. */
  readonly concurrency: number;
  readonly toRecord: (message: Received) => { readonly messageId: string };
  readonly acknowledged: (id: string) => void;
}

const IDLE_MILLIS = 1_000;

/** Lambda tries a throttled batch again for a while before it lets it go. */
const THROTTLED_TRIES = 3;
const THROTTLED_MILLIS = 2_000;

export interface RecordsEvent {
  readonly Records: readonly object[];
}

/**
 * The event source mapping of a queue, which reports failures message by message:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html. What a batch did not succeed with becomes visible
 * again when its visibility timeout ends.
 */
export class QueueMapping {
  constructor(
    private readonly scheduler: Scheduler,
    private readonly queue: Queue,
    private readonly target: LambdaFunction<RecordsEvent, PartialResponse>,
    private readonly options: QueueMappingOptions,
  ) {}

  public start(): void {
    for (let poller = 0; poller < this.options.concurrency; poller += 1) void this.poll();
  }

  private async poll(): Promise<never> {
    for (;;) {
      const messages = this.queue.receive(this.options.batchSize);
      if (messages.length === 0) await this.scheduler.sleep(IDLE_MILLIS);
      else await this.process(messages);
    }
  }

  private async process(messages: readonly Received[]): Promise<void> {
    const event = { Records: messages.map(this.options.toRecord) };
    for (let tries = 1; tries <= THROTTLED_TRIES; tries += 1) {
      try {
        const failed = failedIds(await this.target.invoke(event), new Set(messages.map(({ id }) => id)));
        return this.acknowledge(messages.filter(({ id }) => !failed.has(id)));
      } catch (error) {
        const { name } = error as Error;
        if (name === FUNCTION_ERROR) return;
        if (name !== THROTTLED) throw error;
        await this.scheduler.sleep(THROTTLED_MILLIS * tries);
      }
    }
  }

  private acknowledge(messages: readonly Received[]): void {
    for (const message of messages) {
      if (this.options.faults.draw('source.acknowledge', this.scheduler.now())) continue;
      this.options.acknowledged(message.id);
      this.queue.delete(message);
    }
  }
}

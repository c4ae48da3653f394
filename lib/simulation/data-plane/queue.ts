import type { Random } from '../random';
import type { FaultPlan } from './faults';
import type { Scheduler } from './scheduler';

export interface QueueOptions {
  readonly fifo: boolean;
  readonly visibilityMillis: number;
  readonly maxReceives: number;
  readonly retentionMillis: number;
  /** Where messages go that were received too often; else they are kept apart. */
  readonly deadLetterQueue?: Queue;
}

export interface Message {
  readonly id: string;
  readonly body: string;
  /** Message group, of a FIFO queue. */
  readonly group?: string;
  readonly sentAt: number;
}

interface Held {
  readonly message: Message;
  visibleAt: number;
  receives: number;
  /** The one that is valid. */
  receipt: number;
}

export interface Received extends Message {
  readonly receives: number;
  readonly receipt: number;
}

/**
 * An SQS queue with its dead-letter queue.
 *
 * Standard: at least once, in any order, and a message may be handed out again though it is hidden:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html.
 * FIFO: no message of a group while an earlier one is in flight; a receipt is void once the visibility timeout is over:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagegroupid-property.html.
 */
export class Queue {
  public readonly deadLetters: Message[] = [];
  /** Too old: gone for good. */
  public readonly expired: Message[] = [];
  private held: Held[] = [];

  constructor(
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    private readonly faults: FaultPlan,
    public readonly options: QueueOptions,
  ) {}

  public get size(): number {
    return this.held.length;
  }

  public get messages(): Message[] {
    return this.held.map(({ message }) => message);
  }

  public holds(id: string): boolean {
    return this.held.some(({ message }) => message.id === id);
  }

  public send(message: Message): void {
    this.held.push({ message, visibleAt: this.scheduler.now(), receives: 0, receipt: 0 });
  }

  public receive(atMost: number): Received[] {
    const now = this.scheduler.now();
    this.expire(now);
    const chosen = this.choose(now, atMost);
    const taken = chosen.filter((held) => held.receives < this.options.maxReceives);
    const exhausted = new Set(chosen.filter((held) => !taken.includes(held)));
    for (const { message } of exhausted) this.deadLetter(message);
    this.held = this.held.filter((held) => !exhausted.has(held));
    return taken.map((held) => this.handOut(held, now));
  }

  /** Deletes what a receipt stands for. */
  public delete({ id, receipt }: Received): boolean {
    const now = this.scheduler.now();
    const held = this.held.find(({ message }) => message.id === id);
    if (!held) return true;
    if (this.options.fifo && (held.receipt !== receipt || held.visibleAt <= now)) return false;
    this.held.splice(this.held.indexOf(held), 1);
    return true;
  }

  /** It keeps the time at which it was sent first, as of a standard queue. */
  private deadLetter(message: Message): void {
    const { deadLetterQueue } = this.options;
    if (deadLetterQueue) deadLetterQueue.send(message);
    else this.deadLetters.push(message);
  }

  private handOut(held: Held, now: number): Received {
    held.receives += 1;
    held.receipt += 1;
    const again = !this.options.fifo && this.faults.draw('source.receive', now)?.kind === 'duplicated';
    held.visibleAt = again ? now : now + this.options.visibilityMillis;
    return { ...held.message, receives: held.receives, receipt: held.receipt };
  }

  private choose(now: number, atMost: number): Held[] {
    if (this.options.fifo) return this.inOrder(now, atMost);
    const visible = this.held.filter(({ visibleAt }) => visibleAt <= now);
    while (visible.length > atMost) visible.splice(Math.floor(this.random.next() * visible.length), 1);
    return visible;
  }

  private inOrder(now: number, atMost: number): Held[] {
    const blocked = new Set<string | undefined>();
    const chosen: Held[] = [];
    for (const held of this.held) {
      const { group } = held.message;
      if (held.visibleAt > now) blocked.add(group);
      else if (!blocked.has(group) && chosen.length < atMost) chosen.push(held);
    }
    return chosen;
  }

  private expire(now: number): void {
    const old = this.held.filter(({ message }) => message.sentAt + this.options.retentionMillis <= now);
    if (old.length === 0) return;
    this.expired.push(...old.map(({ message }) => message));
    this.held = this.held.filter((held) => !old.includes(held));
  }
}

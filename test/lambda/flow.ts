import type { SQSRecord } from 'aws-lambda';
import type { HandlerSettings } from '../../lib/contract/settings';
import { ReplayInput } from '../../lib/contract/replay';
import { createFailover, FlowResponse } from '../../lambda/failover/failover';
import { createRoute } from '../../lambda/failover/route';
import { createReplay } from '../../lambda/replay/replay';
import { sweep } from '../../lambda/replay/sweep';
import { deadline, settingsOf, World } from './fake-host';
import { message } from './records';

const VISIBILITY_MILLIS = 30_000;
const INVOCATION_MILLIS = 5_000;

interface Held {
  readonly id: string;
  readonly sentAt: number;
  visibleAt: number;
  receives: number;
}

/** A queue as SQS keeps it: what is not deleted comes again, and is dead-lettered after so many receives. */
export class QueueModel {
  public readonly deadLetters: string[] = [];
  #held: Held[] = [];
  #sent = 0;

  constructor(
    private readonly now: () => number,
    public readonly maxReceives: number,
  ) {}

  public get size(): number {
    return this.#held.length;
  }

  public send(count: number): void {
    for (let i = 0; i < count; i++) {
      this.#held.push({ id: `m${this.#sent++}`, sentAt: this.now(), visibleAt: this.now(), receives: 0 });
    }
  }

  public receive(atMost: number): SQSRecord[] {
    const now = this.now();
    const visible = this.#held.filter(({ visibleAt }) => visibleAt <= now).slice(0, atMost);
    for (const held of visible) held.visibleAt = now + VISIBILITY_MILLIS;
    const exhausted = new Set(visible.filter((held) => ++held.receives > this.maxReceives));
    for (const { id } of exhausted) this.deadLetters.push(id);
    this.#held = this.#held.filter((held) => !exhausted.has(held));
    return visible
      .filter((held) => !exhausted.has(held))
      .map(({ id, receives, sentAt }) => message(id, { receives, sentAt }));
  }

  public delete(ids: readonly string[]): void {
    const gone = new Set(ids);
    this.#held = this.#held.filter(({ id }) => !gone.has(id));
  }
}

export interface Flow {
  readonly world: World;
  readonly queue: QueueModel;
  readonly settings: HandlerSettings;
  /** Records sent so far. */
  sent: number;
}

export function createFlow(world: World, overrides: Partial<HandlerSettings> = {}): Flow {
  const maxReceives = overrides.maxReceives ?? 10;
  const queue = new QueueModel(() => world.clock.now(), maxReceives);
  return { world, queue, settings: settingsOf({ maxReceives, ...overrides }), sent: 0 };
}

/** Records arrive for a while; environments work them off; a sweep comes every minute; replays run when they are started. */
export async function run(flow: Flow, minutes: number, environments = 3): Promise<void> {
  const { clock } = flow.world;
  const end = clock.now() + minutes * 60_000;
  const isOver = (): boolean => clock.now() >= end;
  const loops = [produce(flow, end - 60_000 * (minutes / 2)), sweepUp(flow, isOver), replayAll(flow, isOver)];
  for (let i = 0; i < environments; i++) loops.push(work(flow, isOver));
  await Promise.all(loops);
}

async function produce(flow: Flow, until: number): Promise<void> {
  const { clock } = flow.world;
  while (clock.now() < until) {
    const count = 1 + Math.floor(clock.random() * 20);
    flow.queue.send(count);
    flow.sent += count;
    await clock.sleep(5_000 * clock.random());
  }
}

/** One execution environment. */
async function work({ world, queue, settings }: Flow, isOver: () => boolean): Promise<void> {
  const failover = createFailover(world.host(), settings);
  while (!isOver()) {
    const batch = queue.receive(50);
    if (batch.length === 0) {
      await world.clock.sleep(1_000);
      continue;
    }
    const response: FlowResponse | undefined = await failover(
      { Records: batch },
      deadline(world.clock, INVOCATION_MILLIS),
    ).catch(() => undefined);
    const back = new Set(response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    if (response) queue.delete(batch.map(({ messageId }) => messageId).filter((id) => !back.has(id)));
  }
}

async function sweepUp({ world, settings }: Flow, isOver: () => boolean): Promise<void> {
  const event = { sweep: true, stateMachineArn: 'arn', prefixes: ['spilled/orders/'] } as const;
  while (!isOver()) {
    await world.clock.sleep(60_000);
    const host = world.host();
    await sweep(host, settings, createRoute(host, settings), event).catch(() => undefined);
  }
}

/** As the state machine does: one worker an object. */
async function replayAll({ world, settings }: Flow, isOver: () => boolean): Promise<void> {
  for (let started = 0; !isOver();) {
    const next = world.replays[started];
    if (next) {
      started++;
      await replayOnce(world, next.input as ReplayInput, settings);
    } else await world.clock.sleep(1_000);
  }
}

/** Every object under a prefix, one after the other. */
export async function replayOnce(world: World, input: ReplayInput, settings: HandlerSettings): Promise<void> {
  for (const key of world.lake.keys(input.prefix)) {
    const replay = createReplay(world.host(), settings);
    await replay({ ...input, key }, deadline(world.clock)).catch(() => undefined);
  }
}

import type { Envelope } from '../../lib/contract/lake';
import type { HandlerSettings } from '../../lib/contract/settings';
import type { Clock, Delivery, Lake, ReplayHost, StateStore, Target, Versioned } from '../../lambda/failover/host';
import { NativeRecord, recordId } from '../../lambda/failover/records';
import { START } from './records';

/** Mulberry32: small, seeded, good enough for tests. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Virtual time: whoever sleeps longest waits longest, and nobody waits in real time. */
export class VirtualClock implements Clock {
  private time = START;
  private readonly sleepers: { readonly at: number; readonly order: number; readonly wake: () => void }[] = [];
  private slept = 0;
  private isTicking = false;

  constructor(public readonly random: () => number) {}

  public now(): number {
    return this.time;
  }

  public sleep(millis: number): Promise<void> {
    return new Promise((wake) => {
      this.sleepers.push({ at: this.time + Math.max(0, millis), order: this.slept++, wake });
      this.tick();
    });
  }

  /** Time goes on only when all that can run now has run. */
  private tick(): void {
    if (this.isTicking) return;
    this.isTicking = true;
    setImmediate(() => {
      this.isTicking = false;
      this.sleepers.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.sleepers.shift();
      if (!next) return;
      this.time = Math.max(this.time, next.at);
      next.wake();
      if (this.sleepers.length > 0) this.tick();
    });
  }
}

/** A lake in memory that keeps every write. */
export class FakeLake implements Lake {
  public readonly objects = new Map<string, string>();
  public readonly writes: string[] = [];
  /** Throw here to make an operation fail. */
  public fault: (operation: 'put' | 'get' | 'remove' | 'list', key: string) => void = () => undefined;
  /** What a write takes: nothing is stored before. */
  public pause: () => Promise<void> = async () => undefined;

  public async putOnce(key: string, body: string): Promise<void> {
    await this.pause();
    this.fault('put', key);
    this.writes.push(key);
    if (!this.objects.has(key)) this.objects.set(key, body);
  }

  public async put(key: string, body: string): Promise<void> {
    await this.pause();
    this.fault('put', key);
    this.writes.push(key);
    this.objects.set(key, body);
  }

  public async get(key: string): Promise<string | undefined> {
    this.fault('get', key);
    return this.objects.get(key);
  }

  public async remove(key: string): Promise<void> {
    await this.pause();
    this.fault('remove', key);
    this.objects.delete(key);
  }

  public async list(prefix: string, atMost: number, after = ''): Promise<readonly string[]> {
    this.fault('list', prefix);
    const behind = this.keys(prefix).filter((key) => key > after);
    return behind.sort().slice(0, atMost);
  }

  public keys(prefix = ''): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix));
  }

  public envelopes(prefix = ''): Envelope[] {
    return this.keys(prefix).flatMap((key) =>
      this.objects
        .get(key)!
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Envelope),
    );
  }

  /** Ids of the records under a prefix, in order. */
  public ids(prefix = ''): string[] {
    return this.envelopes(prefix).map(({ id }) => id);
  }
}

/** A table in memory with optimistic locking; shared by as many environments as a test has. */
export class FakeState implements StateStore {
  public readonly items = new Map<string, Versioned>();
  public writes = 0;
  public isDown: () => boolean = () => false;

  public async read(key: string): Promise<Versioned | undefined> {
    this.check();
    return this.items.get(key);
  }

  public async write(key: string, value: string, expected: number): Promise<boolean> {
    this.check();
    if ((this.items.get(key)?.version ?? 0) !== expected) return false;
    this.writes++;
    this.items.set(key, { version: expected + 1, value });
    return true;
  }

  private check(): void {
    if (this.isDown()) throw new Error('ProvisionedThroughputExceededException');
  }
}

export type Behaviour = (records: readonly NativeRecord[], call: number) => Delivery | Promise<Delivery>;

/** A target that remembers what it took, in order, and does to the rest what its behaviour says. */
export class FakeTarget implements Target {
  public maxRecords = 10_000;
  public readonly calls: { readonly ids: string[]; readonly outcome: Delivery['kind']; readonly at: number }[] = [];
  /** Ids in the order of their first acceptance; what an idempotent target holds. */
  public readonly taken = new Set<string>();

  constructor(
    private readonly clock: Clock,
    public behaviour: Behaviour = () => ACCEPTED,
    public callMillis = 10,
  ) {}

  public async deliver(records: readonly NativeRecord[], timeoutMillis: number): Promise<Delivery> {
    const ids = records.map(recordId);
    if (this.callMillis >= timeoutMillis) {
      await this.clock.sleep(timeoutMillis);
      return this.note(ids, failure('overload', 'TimeoutError'));
    }
    await this.clock.sleep(this.callMillis);
    const delivery = await this.behaviour(records, this.calls.length);
    if (delivery.kind === 'accepted') this.take(ids);
    if (delivery.kind === 'refused') {
      const left = new Set([...delivery.items.map(({ index }) => index), ...delivery.untouched]);
      this.take(ids.filter((_, index) => !left.has(index)));
    }
    return this.note(ids, delivery);
  }

  public get failedCalls(): number {
    return this.calls.filter(({ outcome }) => outcome === 'failed').length;
  }

  public take(ids: readonly string[]): void {
    for (const id of ids) this.taken.add(id);
  }

  private note(ids: string[], delivery: Delivery): Delivery {
    this.calls.push({ ids, outcome: delivery.kind, at: this.clock.now() });
    return delivery;
  }
}

export const ACCEPTED: Delivery = { kind: 'accepted' };

export function failure(cause: 'outage' | 'overload' | 'content' | 'unclear', code: string = cause): Delivery {
  return { kind: 'failed', cause, code, message: `it said ${code}` };
}

export const DOWN: Behaviour = () => failure('outage', 'HTTP_503');

/** A consumer that throws where a bad record is in the batch. */
export function throwing(isBad: (id: string) => boolean): Behaviour {
  return (records) => (records.some((record) => isBad(recordId(record))) ? failure('unclear', 'TypeError') : ACCEPTED);
}

export interface World {
  readonly clock: VirtualClock;
  readonly lake: FakeLake;
  readonly state: FakeState;
  readonly primary: FakeTarget;
  readonly fallback?: FakeTarget;
  readonly emitted: Record<string, unknown>[];
  readonly logged: { readonly message: string; readonly details: object }[];
  readonly replays: { readonly name: string; readonly input: object }[];
  /** One execution environment over this world. */
  host(): ReplayHost;
}

export function createWorld(options: { readonly seed?: number; readonly fallback?: boolean } = {}): World {
  const clock = new VirtualClock(seeded(options.seed ?? 1));
  const primary = new FakeTarget(clock);
  const fallback = options.fallback ? new FakeTarget(clock) : undefined;
  const world = { clock, primary, fallback, lake: new FakeLake(), state: new FakeState() };
  const emitted: Record<string, unknown>[] = [];
  const logged: { message: string; details: object }[] = [];
  const replays: { name: string; input: object }[] = [];
  const startReplay = async (name: string, input: object): Promise<void> => {
    if (!replays.some((replay) => replay.name === name)) replays.push({ name, input });
  };
  const host = (): ReplayHost => ({
    ...world,
    emit: (line) => void emitted.push(JSON.parse(line) as Record<string, unknown>),
    log: (message, details) => void logged.push({ message, details }),
    startReplay,
    isReplaying: async () => false,
    traceId: () => 'Root=1-67891233-abcdef012345678912345678',
  });
  return { ...world, emitted, logged, replays, host };
}

export function settingsOf(overrides: Partial<HandlerSettings> = {}): HandlerSettings {
  return {
    pipeline: 'orders',
    ordered: false,
    primary: { kind: 'function', functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:consumer' },
    bucket: 'lake',
    archive: false,
    stateTable: 'state',
    breaker: { failuresToOpen: 3, coolDownMillis: 10_000, maxCoolDownMillis: 120_000, permitMillis: 30_000 },
    maxReplays: 5,
    ...overrides,
  };
}

/** Milliseconds left of an invocation that starts now. */
export function deadline(clock: Clock, millis = 60_000): () => number {
  const end = clock.now() + millis;
  return () => Math.max(0, end - clock.now());
}

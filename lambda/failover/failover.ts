import { reserveMillis } from '../../lib/control/deadline';
import { METRIC } from '../../lib/contract/metrics';
import type { HandlerSettings } from '../../lib/contract/settings';
import { breakerKey, TargetRole } from '../../lib/contract/state';
import { wholePrefix } from '../../lib/contract/replay';
import { zonePrefix } from '../../lib/contract/lake';
import { Courier } from './courier';
import { dispatch, Route, Routed, TimeLeft } from './dispatch';
import type { Host, Target } from './host';
import { LakeWriter } from './lake-writer';
import { emf, Ledger } from './ledger';
import { isWellFormed, itemIdentifier, NativeRecord, receives } from './records';
import { SharedBreaker } from './shared-breaker';

/** A native SQS or Kinesis event. */
export interface FlowEvent {
  readonly Records: readonly unknown[];
}

/** A native partial-batch response. */
export interface FlowResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

export type Failover = (event: FlowEvent, remainingMillis: () => number) => Promise<FlowResponse>;

const PARALLEL_WRITES = 16;

/** Waiting for another environment's verdict is worth more where the only alternative is the lake. */
const PATIENCE_MILLIS = { withFallback: 600, alone: 2_000 };

/** The couriers of a pipeline's targets. */
export function createRoute(host: Host, settings: HandlerSettings): Route {
  const courier = (target: Target, role: TargetRole, patience: number): Courier =>
    new Courier(
      target,
      new SharedBreaker(host.state, breakerKey(settings.pipeline, role), settings.breaker, host.clock),
      host.clock,
      patience,
    );
  return {
    primary: courier(host.primary, 'primary', host.fallback ? PATIENCE_MILLIS.withFallback : PATIENCE_MILLIS.alone),
    fallback: host.fallback && courier(host.fallback, 'fallback', PATIENCE_MILLIS.alone),
  };
}

/**
 * The failover handler: every record of a batch ends delivered, diverted, spilled, quarantined or returned to its source,
 * and is acknowledged only when it is durable there (and archived, where the pipeline keeps an archive).
 */
export function createFailover(host: Host, settings: HandlerSettings): Failover {
  const route = createRoute(host, settings);
  const writer = new LakeWriter(host, settings.pipeline);
  return async ({ Records: records }, remainingMillis) => {
    const batch = new Batch(host, settings, writer, records.length);
    const good = batch.sift(records);
    const archived = batch.archive(good);
    const timeLeft = withReserve(remainingMillis);
    const stopped = await dispatch(good, settings.ordered, route, timeLeft, (routed) => batch.settle(routed));
    await batch.giveBackUntried(stopped);
    await batch.quarantineUndecodable();
    await archived;
    await startReplays(host, settings, route);
    const response = batch.respond();
    host.emit(emf(settings, host.clock.now(), batch.ledger.values(gaugesOf(route))));
    return response();
  };
}

/** One invocation's records and what became of them. */
class Batch {
  public readonly ledger: Ledger;
  private readonly back: NativeRecord[] = [];
  private readonly undecodable: unknown[] = [];
  private failure?: Error;
  private all: readonly NativeRecord[] = [];

  constructor(
    private readonly host: Host,
    private readonly settings: HandlerSettings,
    private readonly writer: LakeWriter,
    received: number,
  ) {
    this.ledger = new Ledger(received);
  }

  /** Set apart what cannot be decoded. */
  public sift(records: readonly unknown[]): readonly NativeRecord[] {
    if (records.every(isWellFormed)) return (this.all = records);
    const good: NativeRecord[] = [];
    for (const record of records) (isWellFormed(record) ? good : this.undecodable).push(record as NativeRecord);
    return (this.all = good);
  }

  /** Store the batch while it is being delivered; an archive that fails hands the batch back. */
  public async archive(records: readonly NativeRecord[]): Promise<void> {
    if (!this.settings.archive || records.length === 0) return;
    await this.writer.archive(records).catch((error: Error) => {
      this.failure = error;
      this.host.log('archive failed; the batch goes back to its source', { error: error.message });
    });
  }

  /** Book a chunk; false where a record went back, behind which none of its lane may be delivered. */
  public async settle(routed: Routed): Promise<boolean> {
    const { ledger } = this;
    const before = this.back.length;
    const now = this.host.clock.now();
    ledger.delivered += routed.delivered.length;
    ledger.diverted += routed.diverted.length;
    ledger.committed(routed.delivered, now);
    ledger.committed(routed.diverted, now);
    await this.giveBackUntried(routed.unattempted);
    await this.spill(routed.undelivered);
    await eachOf(routed.poison, (item) => this.quarantine(item));
    return this.back.length === before;
  }

  /** What no target was tried with comes again, if the source hands it over once more; else the lake keeps it. */
  public async giveBackUntried(records: readonly NativeRecord[]): Promise<void> {
    this.giveBack(records.filter((record) => !this.isLastReceive(record)));
    const lastChance = records.filter((record) => this.isLastReceive(record));
    await this.spill(lastChance.map((record) => ({ record, ...NO_TIME })));
  }

  private giveBack(records: readonly NativeRecord[]): void {
    this.ledger.returned += records.length;
    for (const record of records) this.back.push(record);
  }

  /** A record that nobody can name to its source must be stored, or the whole batch comes again. */
  public async quarantineUndecodable(): Promise<void> {
    await eachOf(this.undecodable, (record) =>
      this.writer.quarantine({ record, ...UNDECODABLE }).then(
        () => void this.ledger.quarantined++,
        (error: Error) => void (this.failure = error),
      ),
    );
  }

  /** Acknowledge what is durable. Anything stored in part or unaccounted for brings the whole batch back. */
  public respond(): () => FlowResponse {
    if (this.failure) this.ledger.returnAll();
    const leak = this.ledger.leaked;
    if (leak !== 0) this.host.log('records are unaccounted for; the batch goes back to its source', { leak });
    else if (!this.failure) return () => ({ batchItemFailures: this.back.map(asFailure) });
    if (this.undecodable.length === 0) return () => ({ batchItemFailures: this.all.map(asFailure) });
    // A record without an identifier can only come back with the whole batch.
    return () => {
      throw this.failure ?? new Error(`${leak} records are unaccounted for`);
    };
  }

  private async spill(items: Parameters<LakeWriter['spill']>[0]): Promise<void> {
    if (items.length === 0) return;
    try {
      await this.writer.spill(items);
      this.ledger.spilled += items.length;
    } catch (error) {
      this.host.log('spill failed; the records go back to their source', { error: (error as Error).message });
      this.giveBack(items.map(({ record }) => record));
    }
  }

  private async quarantine(item: Parameters<LakeWriter['spill']>[0][number]): Promise<void> {
    try {
      await this.writer.quarantine(item);
      this.ledger.quarantined++;
    } catch (error) {
      this.host.log('quarantine failed; the record goes back to its source', { error: (error as Error).message });
      this.giveBack([item.record]);
    }
  }

  /** Handed back once more, the source would dead-letter it. */
  private isLastReceive(record: NativeRecord): boolean {
    const { maxReceives } = this.settings;
    return maxReceives !== undefined && receives(record) >= maxReceives;
  }
}

function asFailure(record: NativeRecord): { itemIdentifier: string } {
  return { itemIdentifier: itemIdentifier(record) };
}

const NO_TIME = { code: 'DEADLINE', message: 'no time left to try it, and the source would not hand it over again' };
const UNDECODABLE = { code: 'UNDECODABLE', message: 'neither an SQS message nor a Kinesis record' };

/** Store one by one, a few at a time. */
export async function eachOf<T>(items: readonly T[], store: (item: T) => Promise<void>): Promise<void> {
  if (items.length === 0) return;
  const queue = items.values();
  const work = async (): Promise<void> => {
    for (const item of queue) await store(item);
  };
  await Promise.all(Array.from({ length: Math.min(items.length, PARALLEL_WRITES) }, work));
}

/** Time for calls: what remains, less what storing the rest may need. */
export function withReserve(remainingMillis: () => number): TimeLeft {
  const reserve = reserveMillis(remainingMillis());
  return () => remainingMillis() - reserve;
}

/** A target that healed gets back what it missed. The outage's start names the replay, so that one is started. */
export async function startReplays(host: Host, settings: HandlerSettings, route: Route): Promise<void> {
  const healings = [...route.primary.breaker.takeHealings(), ...(route.fallback?.breaker.takeHealings() ?? [])];
  for (const since of healings) {
    const input = wholePrefix(zonePrefix('spilled', settings.pipeline), 'healed');
    await host.startReplay?.(`healed-${since}`, input).catch((error: Error) => {
      host.log('replay not started; the sweeper will start it', { error: error.message });
    });
  }
}

/** Gauges of the targets' health; failed calls and state errors since the last invocation. */
export function gaugesOf({ primary, fallback }: Route): Record<string, number> {
  const couriers = fallback ? [primary, fallback] : [primary];
  const gauges = {
    [METRIC.breakerOpen]: Number(primary.breaker.isOpen),
    ...(fallback && { [METRIC.fallbackOpen]: Number(fallback.breaker.isOpen) }),
    [METRIC.failedCalls]: couriers.reduce((sum, courier) => sum + courier.failedCalls, 0),
    [METRIC.stateErrors]: couriers.reduce((sum, { breaker }) => sum + breaker.errors, 0),
  };
  for (const courier of couriers) courier.failedCalls = courier.breaker.errors = 0;
  return gauges;
}

import { Envelope, objectKey, zoneOf } from '../../lib/contract/lake';
import { METRIC } from '../../lib/contract/metrics';
import { ReplayItem, ReplayReport } from '../../lib/contract/replay';
import type { HandlerSettings } from '../../lib/contract/settings';
import { claimKey } from '../../lib/contract/state';
import type { Undelivered } from '../failover/courier';
import { dispatch, Routed, TimeLeft } from '../failover/dispatch';
import { createRoute, eachOf, gaugesOf, withReserve } from '../failover/failover';
import type { Host } from '../failover/host';
import { LakeWriter, toLines } from '../failover/lake-writer';
import { emf } from '../failover/ledger';
import type { NativeRecord } from '../failover/records';
import { isReplayable, readObject, StoredObject } from './stored-object';

export type Replay = (item: ReplayItem, remainingMillis: () => number) => Promise<ReplayReport>;

/**
 * Replays one object of the lake through the same delivery path as live records. A record leaves the lake only once a target
 * has accepted it; what no target takes stays, with one more replay noted. The archive is only read.
 */
export function createReplay(host: Host, settings: HandlerSettings): Replay {
  const route = createRoute(host, settings);
  return async (item, remainingMillis) => {
    const nothing = { key: item.key, replayed: 0, quarantined: 0, remaining: 0, skipped: 0 };
    const claim = await claimObject(host, item.key, remainingMillis());
    if (!claim) return { ...nothing, skipped: 1 };
    try {
      const text = await host.lake.get(item.key);
      if (text === undefined) return nothing;
      const replay = new ObjectReplay(host, settings, item, readObject(text, settings.pipeline));
      const timeLeft = withReserve(remainingMillis);
      const pace = paceOf(host, item, timeLeft);
      let isHeldUp = false;
      for (const portion of portionsOf(replay.records, item)) {
        // An ordered replay stops behind a record that stays, or its successors would overtake it.
        if (isHeldUp && settings.ordered) replay.keep(portion);
        else {
          const stopped = await dispatch(portion, settings.ordered, route, timeLeft, async (routed) => {
            replay.book(routed, route.primary.breaker.isOpen);
            const staying = routed.undelivered.length + routed.unattempted.length;
            isHeldUp ||= staying > 0;
            return staying === 0;
          });
          replay.keep(stopped);
          await pace(portion.length);
        }
      }
      const report = await replay.store();
      host.emit(emf(settings, host.clock.now(), { [METRIC.replayed]: report.replayed, ...gaugesOf(route) }));
      return report;
    } finally {
      await claim.release();
    }
  };
}

/** One object on its way back. */
class ObjectReplay {
  public readonly records: NativeRecord[];
  private readonly envelopes: ReadonlyMap<NativeRecord, Envelope>;
  private readonly staying: Envelope[] = [];
  private readonly refused: Envelope[] = [];
  private replayed = 0;
  private readonly positions: ReadonlyMap<unknown, number>;

  constructor(
    private readonly host: Host,
    private readonly settings: HandlerSettings,
    private readonly item: ReplayItem,
    private readonly object: StoredObject,
  ) {
    const wanted = object.envelopes.filter((envelope) => isReplayable(envelope, item.from, item.to));
    this.envelopes = new Map(wanted.map((envelope) => [envelope.record as NativeRecord, envelope]));
    this.records = [...this.envelopes.keys()];
    this.positions = new Map(object.envelopes.map(({ record }, index) => [record, index]));
    this.staying.push(...object.envelopes.filter((envelope) => !this.envelopes.has(envelope.record as NativeRecord)));
  }

  /** Sort what a chunk came to. Only a refusal of the record itself by a working target is held against it. */
  public book(routed: Routed, outage: boolean): void {
    this.replayed += routed.delivered.length + routed.diverted.length;
    for (const item of routed.poison) this.refused.push(this.again(item, 1));
    for (const item of routed.undelivered) {
      const envelope = this.again(item, outage || !item.refusals ? 0 : 1);
      const exhausted = !outage && envelope.replays >= this.settings.maxReplays;
      (exhausted ? this.refused : this.staying).push(envelope);
    }
    this.keep(routed.unattempted);
  }

  public keep(records: readonly NativeRecord[]): void {
    for (const record of records) this.staying.push(this.envelopes.get(record)!);
  }

  /** Write what stays before the object it came from goes. */
  public async store(): Promise<ReplayReport> {
    const { key } = this.item;
    const inPlace = this.refused.filter((envelope) => this.quarantineKey(envelope) === key);
    const moved = this.refused.filter((envelope) => this.quarantineKey(envelope) !== key);
    await eachOf(moved, (envelope) => this.host.lake.put(this.quarantineKey(envelope), toLines([envelope])));
    await this.keepOrRemove(this.inOrder([...this.staying, ...inPlace]));
    return {
      key,
      replayed: this.replayed,
      quarantined: this.refused.length,
      remaining: this.staying.length,
      skipped: 0,
    };
  }

  /** As they stood before, so that the next replay keeps their order. */
  private inOrder(envelopes: readonly Envelope[]): readonly Envelope[] {
    const { positions } = this;
    return [...envelopes].sort((a, b) => positions.get(a.record)! - positions.get(b.record)!);
  }

  /** The archive is only read. What AWS Lambda stored itself becomes a spilled object of our own form. */
  private async keepOrRemove(staying: readonly Envelope[]): Promise<void> {
    const { key } = this.item;
    const { unreadable } = this.object;
    if (zoneOf(key) === 'archive') return;
    if (staying.length === 0 && unreadable.length === 0) return this.host.lake.remove(key);
    const foreign = zoneOf(key) === undefined && staying.length > 0;
    await this.host.lake.put(foreign ? this.spilledKey(staying) : key, toLines(staying) + linesOf(unreadable));
    if (foreign) await this.host.lake.remove(key);
  }

  private spilledKey(envelopes: readonly Envelope[]): string {
    return objectKey('spilled', this.settings.pipeline, envelopes[0].eventTime, LakeWriter.nameOf(envelopes));
  }

  private again({ record, code, message }: Undelivered, replays: number): Envelope {
    const before = this.envelopes.get(record)!;
    return {
      ...before,
      attempts: before.attempts + 1,
      replays: before.replays + replays,
      error: { code, message },
    };
  }

  private quarantineKey({ id, eventTime }: Envelope): string {
    return objectKey('quarantined', this.settings.pipeline, eventTime, LakeWriter.nameOf([{ id }]));
  }
}

interface Claim {
  release(): Promise<void>;
}

/** One replay at a time works on an object; a claim outlives its holder only until it expires. Without the table, go on. */
async function claimObject(host: Host, key: string, millis: number): Promise<Claim | undefined> {
  const name = claimKey(key);
  try {
    const held = await host.state.read(name);
    const now = host.clock.now();
    if (held && Number(held.value) > now) return undefined;
    const version = held?.version ?? 0;
    const expiry = (until: number): number => Math.ceil(until / 1_000) + 3_600;
    if (!(await host.state.write(name, String(now + millis), version, expiry(now + millis)))) return undefined;
    return {
      release: async () => void (await host.state.write(name, '0', version + 1, expiry(now)).catch(() => false)),
    };
  } catch {
    return { release: async () => undefined };
  }
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** Each of the concurrent workers has its share of the rate. */
function shareOf({ rate, concurrency }: ReplayItem): number {
  return rate > 0 ? rate / Math.max(1, concurrency) : Infinity;
}

/** What may go at once: a worker's share of one second. */
function* portionsOf(records: readonly NativeRecord[], item: ReplayItem): Generator<readonly NativeRecord[]> {
  const size = Math.max(1, Math.floor(Math.min(shareOf(item), records.length)));
  for (let i = 0; i < records.length; i += size) yield records.slice(i, i + size);
}

/** Wait as long as the share asks for, but not past the time that is left: what then remains is for the next replay. */
function paceOf(host: Host, item: ReplayItem, timeLeft: TimeLeft): (records: number) => Promise<void> {
  let due = host.clock.now();
  return async (records) => {
    due += (records * 1_000) / shareOf(item);
    const wait = Math.min(due - host.clock.now(), timeLeft());
    if (wait > 0) await host.clock.sleep(wait);
  };
}

import { Envelope, objectKey, zoneOf } from '../../lib/contract/lake';
import { ReplayItem, ReplayReport } from '../../lib/contract/replay';
import type { HandlerSettings } from '../../lib/contract/settings';
import type { Routed } from '../failover/dispatch';
import type { ReplayHost } from '../failover/host';
import { eachOf, nameOf, toLines } from '../failover/lake-writer';
import type { NativeRecord } from '../failover/records';
import type { Undelivered } from '../failover/trip';
import type { Lease } from './lease';
import { isReplayable, StoredObject } from './stored-object';

/** One object on its way back. */
export class ObjectReplay {
  public readonly records: NativeRecord[];
  private readonly envelopes: ReadonlyMap<NativeRecord, Envelope>;
  private readonly staying: Envelope[] = [];
  private readonly refused: Envelope[] = [];
  private replayed = 0;
  private readonly positions: ReadonlyMap<unknown, number>;

  constructor(
    private readonly host: ReplayHost,
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

  /** Records that a target refused before. */
  public get suspects(): NativeRecord[] {
    const all = zoneOf(this.item.key) === 'quarantined';
    return this.records.filter((record) => all || this.envelopes.get(record)!.suspect);
  }

  /** Records that a working target refused and that lay elsewhere in the lake. */
  public get newlyQuarantined(): number {
    return this.refused.filter((envelope) => this.quarantineKey(envelope) !== this.item.key).length;
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

  /** Write what stays before the object it came from goes. Whoever lost the lease leaves the object to its new holder. */
  public async store(lease: Lease): Promise<ReplayReport> {
    const { key } = this.item;
    const inPlace = this.refused.filter((envelope) => this.quarantineKey(envelope) === key);
    const moved = this.refused.filter((envelope) => this.quarantineKey(envelope) !== key);
    await eachOf(moved, (envelope) => this.host.lake.put(this.quarantineKey(envelope), toLines([envelope])));
    if (lease.isHeld()) await this.keepOrRemove(this.inOrder([...this.staying, ...inPlace]));
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
    return objectKey('spilled', this.settings.pipeline, envelopes[0].eventTime, nameOf(envelopes));
  }

  private again({ record, code, message, refusals }: Undelivered, replays: number): Envelope {
    const before = this.envelopes.get(record)!;
    return {
      ...before,
      attempts: before.attempts + 1,
      replays: before.replays + replays,
      suspect: before.suspect ?? (refusals ? true : undefined),
      error: { code, message },
    };
  }

  private quarantineKey({ id, eventTime }: Envelope): string {
    return objectKey('quarantined', this.settings.pipeline, eventTime, nameOf([{ id }]));
  }
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

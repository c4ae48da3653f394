import { Envelope, isFirstFormat, Zone, zoneOf } from '../../lib/contract/lake';
import { ReplayItem, ReplayReport } from '../../lib/contract/replay';
import type { HandlerSettings } from '../../lib/contract/settings';
import { BreakerState, tookAt } from '../../lib/control/breaker';
import type { Routed } from '../failover/dispatch';
import type { ReplayHost } from '../failover/host';
import { eachOf, keyOf, toLines } from '../failover/lake-writer';
import type { NativeRecord } from '../failover/records';
import type { Undelivered } from '../failover/trip';
import type { Part } from './open-object';
import { selectorOf } from './selection';

/** What is worked on as one; several objects need an order among them. */
export interface Work {
  readonly parts: readonly Part[];
  readonly inOrder?: (envelopes: readonly Envelope[]) => readonly Envelope[];
}

/** One object on its way back, or several that are worked on as one. */
export class ObjectReplay {
  public readonly records: NativeRecord[];
  private readonly parts: readonly Part[];
  /** What the object holds, in its order. Only what a target or the quarantine has taken leaves it. */
  private readonly left: Map<unknown, Envelope>;
  private readonly refused: Envelope[] = [];
  /** What no target took when it was tried last. */
  private readonly missed = new Map<unknown, Undelivered>();
  private replayed = 0;
  private tookSome = false;

  constructor(
    private readonly host: ReplayHost,
    private readonly settings: HandlerSettings,
    private readonly item: ReplayItem,
    { parts, inOrder = (envelopes) => envelopes }: Work,
  ) {
    this.parts = parts;
    const envelopes = parts.flatMap((part) => part.envelopes);
    this.records = inOrder(envelopes.filter(selectorOf(item))).map(({ record }) => record as NativeRecord);
    this.left = new Map(envelopes.map((envelope) => [envelope.record, envelope]));
  }

  /** False once somebody else may have taken an object over. */
  public get isHeld(): boolean {
    return this.parts.every(({ lease }) => lease.isHeld());
  }

  /** Records that a target refused before. */
  public get suspects(): NativeRecord[] {
    return this.records.filter((record) => this.isQuarantined || this.left.get(record)!.suspect);
  }

  /** Records that a working target refused and that lay elsewhere in the lake. */
  public get newlyQuarantined(): number {
    return this.moved.length;
  }

  /** Records that were refused for their own sake, or for want of a target: nobody knows. Of quarantined ones it is known. */
  public get doubted(): readonly Envelope[] {
    const items = this.isQuarantined ? [] : [...this.missed.values()].filter(({ refusals }) => refusals);
    return items.map(({ record }) => this.left.get(record)!);
  }

  /** Sort what a chunk came to. */
  public book(routed: Routed): void {
    this.replayed += routed.delivered.length + routed.diverted.length;
    this.tookSome ||= routed.delivered.length > 0;
    for (const record of [...routed.delivered, ...routed.diverted]) {
      this.left.delete(record);
      this.missed.delete(record);
    }
    for (const item of routed.poison) {
      this.missed.delete(item.record);
      this.refuse(this.again(item, 1));
    }
    for (const item of routed.undelivered) this.missed.set(item.record, item);
  }

  /**
   * Hold against a record what it was refused for, if the target worked: it took another in this replay, or was seen to work since
   * it refused this one before. Silence proves nothing: an outage that nobody else meets would fill the quarantine.
   */
  public judge(breaker: BreakerState): void {
    const working = this.tookSome && breaker.kind === 'closed' ? Infinity : tookAt(breaker);
    for (const item of this.missed.values()) {
      const { refusedAt, storedAt } = this.left.get(item.record)!;
      const isHeld = item.refusals && working > (refusedAt ?? storedAt);
      const envelope = this.again(item, isHeld ? 1 : 0);
      const isEnough = isHeld && envelope.replays >= this.settings.maxReplays;
      if (isEnough || (this.isQuarantined && item.refusals)) {
        this.missed.delete(item.record);
        this.refuse(envelope);
      } else this.left.set(item.record, envelope);
    }
  }

  /** Write what stays before the object it came from goes. Whoever lost the lease leaves the object to its new holder. */
  public async store(): Promise<Omit<ReplayReport, 'key'>> {
    const { moved } = this;
    await eachOf(moved, (envelope) => this.host.lake.put(this.quarantineKey(envelope), toLines([envelope])));
    for (const { record } of moved) this.left.delete(record);
    for (const part of this.parts) if (part.lease.isHeld()) await this.keepOrRemove(part);
    return {
      replayed: this.replayed,
      quarantined: this.refused.length,
      remaining: this.records.filter((record) => this.left.has(record)).length - (this.refused.length - moved.length),
      skipped: 0,
    };
  }

  private get isQuarantined(): boolean {
    return zoneOf(this.item.key) === 'quarantined';
  }

  private refuse(envelope: Envelope): void {
    this.refused.push(envelope);
    this.left.set(envelope.record, envelope);
  }

  /** Refused records, but those that lie where they belong already. */
  private get moved(): Envelope[] {
    return this.isQuarantined ? [] : this.refused;
  }

  /** The archive is only read. What AWS Lambda stored itself becomes a spilled object of our own form. */
  private async keepOrRemove({ key, envelopes, unreadable }: Part): Promise<void> {
    if (zoneOf(key) === 'archive') return;
    const staying = envelopes.flatMap(({ record }) => this.left.get(record) ?? []);
    if (staying.length === 0 && unreadable.length === 0) return this.host.lake.remove(key);
    // What nothing came of stays as it is: it may hold bytes that are no text.
    if (staying.length === envelopes.length && staying.every((one, i) => one === envelopes[i])) return;
    const home = this.homeOf(key, staying);
    await this.host.lake.put(home, toLines(staying) + unreadable.map((line) => `${line}\n`).join(''));
    if (home !== key) await this.host.lake.remove(key);
  }

  /** A name tells what is in its object, so fewer records need another; one of the first format tells nothing. */
  private homeOf(key: string, staying: readonly Envelope[]): string {
    return isFirstFormat(key) ? key : this.keyIn(zoneOf(key) ?? 'spilled', staying);
  }

  private keyIn(zone: Zone, envelopes: readonly Envelope[]): string {
    return keyOf(zone, this.settings.pipeline, envelopes);
  }

  private again({ record, code, message, refusals }: Undelivered, replays: number): Envelope {
    const before = this.left.get(record)!;
    return {
      ...before,
      v: 2,
      attempts: before.attempts + 1,
      replays: before.replays + replays,
      suspect: before.suspect ?? (refusals ? true : undefined),
      refusedAt: refusals ? this.host.clock.now() : before.refusedAt,
      error: { code, message },
    };
  }

  private quarantineKey(envelope: Envelope): string {
    return this.keyIn('quarantined', [envelope]);
  }
}

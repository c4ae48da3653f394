import type { Watcher } from './bucket';
import type { Sink } from './sink';

/** A record that the source accepted. */
export interface Sent {
  readonly id: string;
  readonly key: string;
  readonly payload: string;
  /** How many of its key were sent before. */
  readonly turn: number;
  /** No consumer can take it. */
  readonly isPoison: boolean;
}

/** A record as it lies in an object of the lake. */
export interface Stored {
  readonly id: string;
  readonly payload: string;
}

/** How the objects of the lake are read: independent of the code that writes them. */
export type ReadObject = (key: string, body: string) => readonly Stored[];

export interface Violation {
  readonly rule: 'lost' | 'unarchived' | 'unexpected' | 'changed' | 'order' | 'stuck';
  readonly what: string;
}

/** More of one kind say nothing new. */
const MOST_VIOLATIONS = 20;

/**
 * The balance of a run, counted at the sinks and in the bucket, never asked of the code under test. It is looked at whenever a
 * record leaves a place: when its source forgets it, and when an object of the lake is removed or replaced.
 */
export class Accounts implements Watcher {
  public readonly sent = new Map<string, Sent>();
  public readonly violations: Violation[] = [];
  public deadLettered: (id: string) => boolean = () => false;
  /** Keys of the objects that hold a record. */
  private readonly places = new Map<string, Set<string>>();
  private readonly objects = new Map<string, readonly Stored[]>();
  private readonly turns = new Map<string, number>();

  constructor(
    private readonly sinks: readonly Sink[],
    private readonly readObject: ReadObject,
    private readonly isArchived: boolean,
  ) {}

  public send({ id, key, payload, isPoison }: Omit<Sent, 'turn'>): void {
    const turn = this.turns.get(key) ?? 0;
    this.turns.set(key, turn + 1);
    this.sent.set(id, { id, key, payload, turn, isPoison });
  }

  /** The source forgets a record. */
  public acknowledged(id: string): void {
    if (!this.isDurable(id)) this.note('lost', `${id} was acknowledged and is nowhere`);
    if (this.isArchived && !this.isIn('archive/', id))
      this.note('unarchived', `${id} was acknowledged and not archived`);
  }

  /** The source gave a record up without anybody's word. */
  public forgotten(id: string): void {
    if (!this.isDurable(id)) this.note('lost', `${id} expired in its source and is nowhere`);
  }

  /** An object comes, goes, or another takes its place. */
  public changing(key: string, body: string | undefined): void {
    const before = this.objects.get(key) ?? [];
    const after = body === undefined ? [] : this.readObject(key, body);
    this.objects.set(key, after);
    for (const { id } of before) this.places.get(id)?.delete(key);
    for (const { id } of after) this.placesOf(id).add(key);
    for (const stored of after) this.checkPayload(key, stored);
    for (const { id } of before) {
      if (key.startsWith('archive/') && !this.isIn('archive/', id)) this.note('lost', `${id} left the archive`);
      if (!this.isDurable(id)) this.note('lost', `${id} left ${key} and is nowhere`);
    }
  }

  /** Where records lie, by the end of the run; also what should lie nowhere. */
  public close(waits: (id: string) => boolean, noGoodIsQuarantined: boolean): void {
    for (const [id, { isPoison }] of this.sent) {
      if (!this.isDurable(id) && !waits(id)) this.note('lost', `${id} is nowhere`);
      const copies = this.keysOf(id).filter((key) => key.startsWith('quarantined/')).length;
      if (copies > 1) this.note('unexpected', `${id} is quarantined ${copies} times`);
      if (noGoodIsQuarantined && !isPoison && this.isIn('quarantined/', id))
        this.note('unexpected', `${id} is good, and quarantined`);
    }
    for (const sink of this.sinks) {
      for (const [id, { payload }] of sink.taken) this.checkPayload('a sink', { id, payload });
      for (const id of sink.changed) this.note('changed', `${id} came with two payloads`);
    }
  }

  /** Records of a key that were taken in another order than they were sent in, those that ever lay in the lake left out. */
  public checkOrder(wasStored: (id: string) => boolean): void {
    const last = new Map<string, Sent>();
    const taken = this.sinks.flatMap((sink) => [...sink.taken].map(([id, { at, turn }]) => ({ id, at, turn })));
    taken.sort((a, b) => a.at - b.at || a.turn - b.turn);
    for (const id of new Set(taken.map((one) => one.id))) {
      const record = this.sent.get(id);
      if (!record || wasStored(id)) continue;
      const before = last.get(record.key);
      if (before && before.turn > record.turn) this.note('order', `${id} was taken behind ${before.id} of its key`);
      else last.set(record.key, record);
    }
  }

  public isTaken(id: string): boolean {
    return this.sinks.some((sink) => sink.taken.has(id));
  }

  public isIn(zone: string, id: string): boolean {
    return this.keysOf(id).some((key) => key.startsWith(zone));
  }

  public note(rule: Violation['rule'], what: string): void {
    if (this.violations.length < MOST_VIOLATIONS) this.violations.push({ rule, what });
  }

  private isDurable(id: string): boolean {
    return this.isTaken(id) || this.deadLettered(id) || this.keysOf(id).some((key) => !key.startsWith('archive/'));
  }

  private keysOf(id: string): string[] {
    return [...(this.places.get(id) ?? [])];
  }

  private checkPayload(where: string, { id, payload }: Stored): void {
    const sent = this.sent.get(id);
    if (!sent) this.note('unexpected', `${id} in ${where} was never sent`);
    else if (sent.payload !== payload) this.note('changed', `${id} in ${where} is not what was sent`);
  }

  private placesOf(id: string): Set<string> {
    let places = this.places.get(id);
    if (!places) this.places.set(id, (places = new Set()));
    return places;
  }
}

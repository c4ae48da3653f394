import type { Watcher } from './bucket';
import type { Sink } from './sink';

/** A record that the source accepted. */
export interface Sent {
  readonly id: string;
  readonly key: string;
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
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

export type Rule =
  | 'lost'
  | 'unarchived'
  | 'unexpected'
  /** Another payload than was sent, or an archived object that was written over. */
  | 'changed'
  | 'order'
  /** At no target in the end, or there too late. */
  | 'stuck'
  /** The same records are stored under two keys. */
  | 'copy'
  /** Two workers had the same record or object at the same time. */
  | 'disputed'
  /** More calls of a target that is down than are promised. */
  | 'failed calls'
  /** An invocation's metrics do not add up. */
  | 'balance';

export interface Violation {
  readonly rule: Rule;
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
  /** Keys of the objects that ever held a record. */
  public readonly everIn = new Map<string, Set<string>>();
  /** Keys of the objects that hold a record. */
  private readonly places = new Map<string, Set<string>>();
  private readonly objects = new Map<string, readonly Stored[]>();
  /** The first key under which a zone got a list of records. */
  private readonly firstKeys = new Map<string, string>();
  private readonly turns = new Map<string, number>();

  constructor(
    private readonly sinks: readonly Sink[],
    private readonly readObject: ReadObject,
    private readonly isArchived: boolean,
  ) {}

  public send(record: Omit<Sent, 'turn'>): void {
    const { id, key } = record;
    const turn = this.turns.get(key) ?? 0;
    this.turns.set(key, turn + 1);
    this.sent.set(id, { ...record, turn });
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
    const known = this.objects.get(key);
    const before = known ?? [];
    const after = body === undefined ? [] : this.readObject(key, body);
    this.objects.set(key, after);
    if (known === undefined) this.checkCopy(key, after);
    else if (key.startsWith('archive/')) this.note('changed', `${key} was written over`);
    for (const { id } of before) this.places.get(id)?.delete(key);
    for (const { id } of after) {
      setOf(this.places, id).add(key);
      setOf(this.everIn, id).add(key);
    }
    for (const stored of after) this.checkPayload(key, stored);
    this.checkLeft(key, before);
  }

  private checkLeft(key: string, before: readonly Stored[]): void {
    for (const { id } of before) {
      if (key.startsWith('archive/') && !this.isIn('archive/', id)) this.note('lost', `${id} left the archive`);
      if (!this.isDurable(id)) this.note('lost', `${id} left ${key} and is nowhere`);
    }
  }

  /** Where records lie, by the end of the run; also what should lie nowhere. */
  public close(waits: (id: string) => boolean, mostGoodQuarantined: number): void {
    const good: string[] = [];
    for (const [id, { isPoison }] of this.sent) {
      if (!this.isDurable(id) && !waits(id)) this.note('lost', `${id} is nowhere`);
      const copies = this.keysOf(id).filter((key) => key.startsWith('quarantined/')).length;
      if (copies > 1) this.note('unexpected', `${id} is quarantined ${copies} times`);
      if (!isPoison && this.isIn('quarantined/', id)) good.push(id);
    }
    if (good.length > mostGoodQuarantined) this.note('unexpected', `good, and quarantined: ${good.join()}`);
    for (const sink of this.sinks) {
      for (const [id, { payload }] of sink.taken) this.checkPayload('a sink', { id, payload });
      for (const id of sink.changed) this.note('changed', `${id} came with two payloads`);
    }
  }

  /** Records of a key that were taken in another order than they were sent in, those left out that promise none. */
  public checkOrder(hasOrder: (id: string) => boolean): void {
    const last = new Map<string, Sent>();
    const taken = this.sinks.flatMap((sink) => [...sink.taken].map(([id, { at, turn }]) => ({ id, at, turn })));
    taken.sort((a, b) => a.at - b.at || a.turn - b.turn);
    for (const id of new Set(taken.map((one) => one.id))) {
      const record = this.sent.get(id);
      if (!record || !hasOrder(id)) continue;
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

  /** A retry of the same records is to find the object that is there. */
  private checkCopy(key: string, records: readonly Stored[]): void {
    if (key.startsWith('aws/')) return;
    const name = `${key.split('/')[0]} ${records.map(({ id }) => id).join()}`;
    const first = this.firstKeys.get(name) ?? key;
    if (first !== key) this.note('copy', `${key} holds what ${first} holds`);
    this.firstKeys.set(name, first);
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
}

function setOf(sets: Map<string, Set<string>>, name: string): Set<string> {
  let set = sets.get(name);
  if (!set) sets.set(name, (set = new Set()));
  return set;
}

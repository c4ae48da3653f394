import type { LiveLagSettings } from '../../lib/contract/replay';
import type { Routed } from './dispatch';
import type { NativeRecord } from './records';
import type { TimeLeft } from './time-left';

/** What the handlers need of the world. Adapters provide it in Lambda, the simulator and tests provide their own. */
export interface Host {
  readonly clock: Clock;
  readonly primary: Target;
  readonly fallback?: Target;
  readonly lake: LakeWriter;
  readonly state: StateStore;
  /** Keeps records from being delivered twice, where the targets do not. */
  readonly guard?: Guard;
  /** Publish one metrics document (EMF), a line of JSON. */
  emit(line: string): void;
  /** Say what an operator should know; never holds a payload. */
  log(message: string, details: object): void;
  /** Start a replay; starting one of the same name twice starts one. */
  startReplay?(name: string, input: object): Promise<void>;
  /** X-Ray trace header of this invocation. */
  traceId?(): string | undefined;
}

/** What replay needs beyond that. */
export interface ReplayHost extends Host {
  readonly lake: Lake;
  /** True while a replay of this pipeline runs. */
  isReplaying?(): Promise<boolean>;
  /** Give the replays that run the width that live traffic leaves them. */
  followLag?(lag: LiveLagSettings): Promise<void>;
}

/** Delivers a chunk by `deliver`, but what needs no delivery. */
export type Guard = (
  chunk: readonly NativeRecord[],
  deliver: (records: readonly NativeRecord[]) => Promise<Routed>,
  timeLeft: TimeLeft,
) => Promise<Routed>;

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  sleep(millis: number): Promise<void>;
}

/** A place that takes records. */
export interface Target {
  /** Most records of one call. */
  readonly maxRecords: number;
  /** Hand over records in order. Resolves whatever happens; takes no longer than `timeoutMillis`. */
  deliver(records: readonly NativeRecord[], timeoutMillis: number): Promise<Delivery>;
}

export type Delivery =
  | { readonly kind: 'accepted' }
  /** The named ones were refused; `untouched` ones want to be handed over again; all others were accepted. */
  | { readonly kind: 'refused'; readonly items: readonly Refusal[]; readonly untouched: readonly number[] }
  /** Nothing is known to be accepted. `named`: the target said so of each record. */
  | {
      readonly kind: 'failed';
      readonly cause: FailureCause;
      readonly code: string;
      readonly message: string;
      readonly named?: boolean;
    };

/**
 * `outage`: the target cannot work; `overload`: it wants less; `content`: it works and rejects what it got; `unclear`:
 * either, as when a function throws.
 */
export type FailureCause = 'outage' | 'overload' | 'content' | 'unclear';

export interface Refusal {
  /** Position in the call. */
  readonly index: number;
  /** `content`: the target says that the record itself is wrong. */
  readonly cause: FailureCause;
  readonly code: string;
  readonly message: string;
}

/** The way into the reprocessing buffer. */
export interface LakeWriter {
  /** Store an object once: a key that exists already is left as it is. */
  putOnce(key: string, body: string): Promise<void>;
}

/** The reprocessing buffer. */
export interface Lake extends LakeWriter {
  put(key: string, body: string): Promise<void>;
  /** Undefined where the object is gone. */
  get(key: string): Promise<string | undefined>;
  remove(key: string): Promise<void>;
  /** Keys of the first objects under a prefix, or of those behind the key `after`, at most 1,000, in their order. */
  list(prefix: string, atMost: number, after?: string): Promise<readonly string[]>;
}

export interface Versioned {
  readonly version: number;
  readonly value: string;
}

/** The shared table. */
export interface StateStore {
  /** Strongly consistent. */
  read(key: string): Promise<Versioned | undefined>;
  /** Write version `expected + 1`; false where another writer was first. An absent item has version 0. */
  write(key: string, value: string, expected: number, expiresAt?: number): Promise<boolean>;
}

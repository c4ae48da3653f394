import type { HandlerSettings } from '../../lib/contract/settings';
import type { Fault, FaultWindow } from '../../lib/simulation/data-plane/faults';
import type { Operation } from '../../lib/simulation/data-plane/network';
import type { Manners } from '../../lib/simulation/data-plane/sink';
import type { Random } from '../../lib/simulation/random';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** 2026-11-24T03:00:00Z. */
export const START = Date.UTC(2026, 10, 24, 3);

export type SourceKind = 'queue' | 'fifo' | 'stream';

/** All that a run is made of, beside its seed. */
export interface Plan {
  readonly source: SourceKind;
  readonly fallback: boolean;
  readonly archive: boolean;
  /** Records arrive for so long. */
  readonly arrivingMillis: number;
  /** Everything is to be at rest by then. */
  readonly millis: number;
  readonly meanGapMillis: number;
  /** Records at a time, at most. */
  readonly burst: number;
  readonly keys: number;
  /** Share of the records that no consumer can take. */
  readonly poison: number;
  readonly primary: Partial<Manners>;
  /** Most records that a target takes a call. */
  readonly maxRecords: number;
  /** Payloads such as few producers send. */
  readonly oddPayloads: boolean;
  readonly settings: Partial<HandlerSettings>;
  readonly maxReceives: number;
  readonly visibilityMillis: number;
  readonly retentionMillis: number;
  readonly timeoutMillis: number;
  readonly environments: number;
  readonly shards: number;
  readonly parallelizationFactor: number;
  readonly retryAttempts: number;
  readonly skewMillis: number;
  readonly faults: readonly FaultWindow[];
  /** What happens besides, and when: milliseconds from the start. */
  readonly events: readonly { readonly at: number; readonly what: EventName }[];
  /** What is poison is in quarantine by the end: there is time for it, and an archive to tell poison by. */
  readonly settlesPoison?: boolean;
  /** No good record may be quarantined, although the consumer breaks. */
  readonly sparesGood?: boolean;
  /** Handlers die so often that the source gives messages up. */
  readonly mayDeadLetter?: boolean;
  /** Its targets are not idempotent, and nothing happens that could make a delivery uncertain: each record has one effect. */
  readonly hasOneEffect?: boolean;
  /** Dead letters are brought into the lake; their queue keeps them for so long. */
  readonly deadLetterRetentionMillis?: number;
  /** The source hands a record over while it is being delivered. */
  readonly mayDispute?: boolean;
  /** Calls of the primary that may fail, all faults together. */
  readonly mostFailedCalls?: number;
  /** Milliseconds until a good record is at a target, at most. */
  readonly mostDelayMillis?: number;
}

export type EventName =
  | 'reshard'
  | 'deploy'
  | 'mend-consumer'
  | 'break-consumer'
  | 'throttle'
  | 'unthrottle'
  | 'replay-spilled'
  | 'replay-quarantined'
  | 'replay-archive'
  | 'redrive'
  | 'throttle-dead-letters'
  | 'unthrottle-dead-letters';

/** A calm pipeline. */
export const CALM: Plan = {
  source: 'queue',
  fallback: false,
  archive: true,
  arrivingMillis: 6 * MINUTE,
  millis: 30 * MINUTE,
  meanGapMillis: 4 * SECOND,
  burst: 12,
  keys: 8,
  poison: 0,
  primary: {},
  maxRecords: 10_000,
  oddPayloads: false,
  settings: {},
  maxReceives: 10,
  visibilityMillis: 60 * SECOND,
  retentionMillis: 4 * 24 * HOUR,
  timeoutMillis: 10 * SECOND,
  environments: 3,
  shards: 2,
  parallelizationFactor: 2,
  retryAttempts: 10,
  skewMillis: 0,
  faults: [],
  events: [],
};

/** A fault of some requests, for some minutes, of which a share meets it. */
export function during(
  [from, minutes]: readonly [from: number, minutes: number],
  operations: readonly Operation[],
  kind: Fault['kind'],
  more: { readonly share?: number; readonly code?: string; readonly delayMillis?: number } = {},
): FaultWindow {
  const { share = 1, code = 'ServiceUnavailable', delayMillis } = more;
  const begin = START + from * MINUTE;
  return { operations, kind, code, share, delayMillis, from: begin, to: begin + minutes * MINUTE };
}

export function oneOf<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random.next() * values.length)];
}

export function between(random: Random, least: number, most: number): number {
  return least + random.next() * (most - least);
}

import type { BreakerSettings } from '../control/breaker';

/** Environment variable through which a construct hands a handler its `HandlerSettings` as JSON. */
export const SETTINGS_VARIABLE = 'SLUICE_SETTINGS';

/** Where records go, as a handler sees it: plain config written by a target's `bind()`. */
export type TargetSettings =
  | { readonly kind: 'function'; readonly functionArn: string }
  | { readonly kind: 'queue'; readonly queueUrl: string; readonly fifo: boolean }
  | { readonly kind: 'stream'; readonly streamName: string }
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly timeoutMillis: number;
      readonly headers: Record<string, string>;
    };

/** All that the consumer of dead letters knows about its deployment. */
export interface DeadLetterSettings {
  /** Name of the pipeline to which the records belong. */
  readonly pipeline: string;
  readonly bucket: string;
}

/** All that the compaction of an archive knows about its deployment. */
export interface CompactionSettings {
  readonly pipeline: string;
  readonly bucket: string;
  /** State machines whose runs may read the archive. */
  readonly replayStateMachineArns: readonly string[];
}

/** All that the failover handler and the replay worker know about their deployment. */
export interface HandlerSettings {
  /** Name of the pipeline: dimension of its metrics, folder in its lake, prefix of its state. */
  readonly pipeline: string;
  /** The source promises an order (per partition key or message group) that delivery must keep. */
  readonly ordered: boolean;
  /** Receives after which the source dead-letters a message; absent where the source has no such limit. */
  readonly maxReceives?: number;
  readonly primary: TargetSettings;
  readonly fallback?: TargetSettings;
  readonly bucket: string;
  /** Keep every received record under `archive/` before acknowledging it. */
  readonly archive: boolean;
  readonly stateTable: string;
  /** State machine that replays the lake; absent where replay is not deployed. */
  readonly replayStateMachineArn?: string;
  readonly breaker: BreakerSettings;
  /** Milliseconds for which a delivered record is remembered, to be delivered once; absent where the targets see to that. */
  readonly idempotencyMillis?: number;
  /** Publish metrics with a storage resolution of one second: alarm periods below a minute need it. */
  readonly highResolutionMetrics?: boolean;
  /** Replays after which a record that a healthy target keeps refusing is quarantined. */
  readonly maxReplays: number;
}

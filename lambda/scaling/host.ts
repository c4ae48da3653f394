import type { Knob, SignalSource } from '../../lib/contract/regulation';
import type { Clock, StateStore } from '../failover/host';

/** What the regulator's handler needs of the world. */
export interface RegulatorHost {
  readonly clock: Clock;
  readonly state: StateStore;
  /** All flows of this regulator, as they were deployed. */
  flows(): Promise<readonly FlowParameter[]>;
  /** Figures of at most `MAX_METRICS` metrics, in their order. */
  metrics(queries: readonly MetricQuery[], from: number, to: number): Promise<readonly MetricFigures[]>;
  queue(queueUrl: string): Promise<QueueDepth>;
  mapping(mappingId: string): Promise<Mapping>;
  /** By name or ARN. */
  stream(stream: string): Promise<StreamSummary>;
  provisioned(functionName: string, alias: string): Promise<ProvisionedConcurrency>;
  /** Throws where the API refuses. */
  set(knob: Knob, value: number): Promise<void>;
  /** A metric with a figure for each minute of this very handler, which shows that metrics come through. */
  readonly heartbeat?: SignalSource;
  /** Publish a line of JSON: metrics (EMF) or a journal entry. */
  emit(line: string): void;
  /** Say what an operator should know. */
  log(message: string, details: object): void;
}

/** Of one GetMetricData call. */
export const MAX_METRICS = 500;

export interface FlowParameter {
  readonly name: string;
  readonly text: string;
}

/** A signal, asked for in periods of so many seconds. */
export type MetricQuery = Omit<SignalSource, 'factor'>;

export interface MetricFigures {
  /** By the begin of their period, in seconds since the epoch. */
  readonly points: ReadonlyMap<number, number>;
  /** Nothing of the asked time is missing because of CloudWatch. */
  readonly whole: boolean;
}

/** Messages of a queue. */
export interface QueueDepth {
  /** Nobody has taken them yet. */
  readonly waiting: number;
  /** In flight or delayed: they do not wait for capacity, but the queue is not empty. */
  readonly hidden: number;
}

export interface Mapping {
  /** `Enabled`, `Updating`, `Disabled` … */
  readonly state: string;
  readonly maximumConcurrency?: number;
  readonly parallelizationFactor?: number;
}

export interface StreamSummary {
  /** `ACTIVE`, `UPDATING` … */
  readonly status: string;
  readonly openShards: number;
  /** MiB/s of an on-demand stream, where it is warmed. */
  readonly warm?: { readonly current: number; readonly target: number };
}

export interface ProvisionedConcurrency {
  readonly allocated: number;
  readonly requested: number;
  /** `IN_PROGRESS`, `READY`, `FAILED`; absent where none is configured. */
  readonly status?: string;
}

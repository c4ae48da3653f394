import type { PlannerSettings } from '../control/regulation/settings';

/** Parameter Store folder of a regulator: one parameter for each flow that it regulates, also from other stacks. */
export function flowsPath(regulator: string): string {
  return `/sluice-regulator/${regulator}/`;
}

/** All that a regulator's handler knows about its deployment, in `SETTINGS_VARIABLE`; the flows are in Parameter Store. */
export interface RegulatorSettings {
  readonly regulator: string;
  readonly stateTable: string;
}

/**
 * Environment variable of a regulator's handler: seconds that its planners count in one of the clock. No construct sets it; the
 * demo does, to show an hour in minutes. Refused unless `EMULATOR_VARIABLE` is set, too.
 */
export const TIME_SCALE_VARIABLE = 'SLUICE_TIME_SCALE';

/** One address for all services, which AWS does not have: where this is set, an emulator is talked to. */
export const EMULATOR_VARIABLE = 'AWS_ENDPOINT_URL';

/** State of one flow's planner in the shared table. */
export function regulationKey(regulator: string, flow: string): string {
  return `regulation#${regulator}#${flow}`;
}

/** One thing that is set at run time, by what its API needs to know. */
export type Knob =
  | { readonly kind: 'shards'; readonly streamName: string }
  /** `MaximumConcurrency` of a queue's mapping. */
  | { readonly kind: 'maximum-concurrency'; readonly mappingId: string }
  /** `ParallelizationFactor` of a stream's mapping. */
  | { readonly kind: 'parallelization-factor'; readonly mappingId: string }
  | { readonly kind: 'provisioned-concurrency'; readonly functionName: string; readonly alias: string }
  /** MiB/s that an on-demand stream is warmed for. */
  | { readonly kind: 'warm-throughput'; readonly streamArn: string };

/** Which figures of an observation are measured, and how. */
export type Signal =
  | 'arrivals'
  | 'processed'
  | 'backlog'
  | 'oldestAgeSeconds'
  | 'utilization'
  | 'errors'
  | 'throttles'
  /** Milliseconds that workers were busy in the period; with `processed` it tells what one worker can do. */
  | 'busyMillis';

export interface SignalSource {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Average' | 'Maximum';
  /** Seconds: 60 for what AWS publishes itself, 10 where the pipeline publishes at high resolution. */
  readonly period: number;
  /** Multiplies the figure into the observation's unit, 0.001 for milliseconds of iterator age; 1 where absent. */
  readonly factor?: number;
}

/** A daily stretch, in minutes of the UTC day, in which nothing is changed; it may run over midnight. */
export interface ExcludedPeriod {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** One flow: one planner, its knobs, and where to look. */
export interface RegulatedFlow {
  readonly v: 1;
  /** Unique within the regulator. */
  readonly flow: string;
  /** Dimension of what is published about it. */
  readonly pipeline: string;
  /** `observe`: decisions are journalled, nothing is set. */
  readonly mode: 'act' | 'observe';
  readonly planner: PlannerSettings;
  /**
   * The knob behind each number of the planner's capacity. One without a knob is only read: what is in force is its minimum
   * and maximum, whatever the planner's settings say.
   */
  readonly knobs: {
    readonly workers?: Knob;
    readonly shards?: Knob;
    readonly parallelizationFactor?: Knob;
  };
  /** The mapping that must not be left disabled; the parallelization factor in force is read from it. */
  readonly mappingId?: string;
  /** The queue whose attributes tell the backlog at once and nearly for nothing. */
  readonly queueUrl?: string;
  /** The stream whose number of open shards is read; a reshard in progress shows there, too. */
  readonly streamName?: string;
  readonly signals: { readonly [signal in Signal]?: SignalSource };
  /** Seconds after the end of a period until its metrics are there; as their namespaces tell where absent. */
  readonly metricDelaySeconds?: number;
  readonly excluded?: readonly ExcludedPeriod[];
}

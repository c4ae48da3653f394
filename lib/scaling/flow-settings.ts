import type { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ExcludedPeriod, Knob, RegulatedFlow } from '../contract/regulation';
import type { Flow } from './flows';
import type { ScalingSignals } from './scaling-signals';
import { ScalingKnob, type ScalingTargetConfig } from './scaling-target';
import { signalSources } from './signal-source';
import { type CommonSettings, streamPlanner } from './stream-planner';

/** What all flows of a pipeline have in common. */
export interface FlowOptions {
  readonly pipeline: string;
  readonly mode: RegulatedFlow['mode'];
  readonly lagObjective: Duration;
  readonly signals?: ScalingSignals;
  readonly excluded: readonly ExcludedPeriod[];
}

const DEFAULT_RECORDS_PER_WORKER = 100;

/** Services publish once a minute. */
const SLOWEST_SECONDS = 60;

/** The plain form, for the handler, of one flow. */
export function flowSettings(scope: IConstruct, flow: Flow, options: FlowOptions): RegulatedFlow {
  const { targets } = flow;
  // Later targets know more: a mapping's age of the oldest record is that of its own consumer.
  const seen = Object.assign({}, ...targets.map(({ signals }) => signals), options.signals) as ScalingSignals;
  const { signals, periodSeconds } = paced(signalSources(scope, seen));
  const planner = plannerSettings(targets, {
    lagObjectiveSeconds: options.lagObjective.toSeconds(),
    periodSeconds,
    actuationSeconds: Math.max(...targets.map(({ actuationTime }) => actuationTime.toSeconds())),
  });
  return {
    v: 1,
    flow: `${options.pipeline}.${flow.name}`,
    pipeline: options.pipeline,
    mode: options.mode,
    planner,
    knobs: knobsOf(targets),
    mappingId: first(targets, 'mappingId'),
    queueUrl: first(targets, 'queueUrl'),
    streamName: planner.kind === 'stream' ? first(targets, 'streamName') : undefined,
    signals,
    excluded: options.excluded.length > 0 ? options.excluded : undefined,
  };
}

/** A flow is looked at as often as its arrivals are told; what is told more rarely says nothing of so short a time. */
function paced(all: RegulatedFlow['signals']): Pick<RegulatedFlow, 'signals'> & { readonly periodSeconds: number } {
  const periods = Object.values(all).map(({ period }) => period);
  const periodSeconds = all.arrivals?.period ?? Math.max(SLOWEST_SECONDS, ...periods);
  const signals = Object.fromEntries(Object.entries(all).filter(([, { period }]) => period <= periodSeconds));
  return { signals, periodSeconds };
}

function plannerSettings(targets: readonly ScalingTargetConfig[], common: CommonSettings): RegulatedFlow['planner'] {
  const shards = targets.find(({ knob }) => knob === ScalingKnob.SHARDS);
  const factor = targets.find(({ knob }) => knob === ScalingKnob.PARALLELIZATION_FACTOR);
  const records = first(targets, 'recordsPerWorkerPerSecond') ?? DEFAULT_RECORDS_PER_WORKER;
  if (shards || factor) return streamPlanner({ ...common, recordsPerConsumerPerSecond: records }, shards, factor);
  const [{ limits }] = targets;
  return {
    kind: 'workers',
    ...common,
    recordsPerWorkerPerSecond: records,
    minWorkers: limits.minimum,
    maxWorkers: limits.maximum,
  };
}

function knobsOf(targets: readonly ScalingTargetConfig[]): RegulatedFlow['knobs'] {
  return Object.assign({}, ...targets.map((target) => ({ [capacityOf(target.knob)]: knobOf(target) }))) as object;
}

/** The number of the planner's capacity that a knob sets. */
function capacityOf(knob: ScalingKnob): keyof RegulatedFlow['knobs'] {
  if (knob === ScalingKnob.SHARDS) return 'shards';
  return knob === ScalingKnob.PARALLELIZATION_FACTOR ? 'parallelizationFactor' : 'workers';
}

/** The typed form of what a target's `bind()` returned: jsii knows no unions. */
function knobOf(config: ScalingTargetConfig): Knob {
  switch (config.knob) {
    case ScalingKnob.SHARDS:
      return { kind: 'shards', streamName: config.streamName ?? '' };
    case ScalingKnob.WARM_THROUGHPUT:
      return { kind: 'warm-throughput', streamArn: config.streamArn ?? '' };
    case ScalingKnob.MAXIMUM_CONCURRENCY:
      return { kind: 'maximum-concurrency', mappingId: config.mappingId ?? '' };
    case ScalingKnob.PARALLELIZATION_FACTOR:
      return { kind: 'parallelization-factor', mappingId: config.mappingId ?? '' };
    case ScalingKnob.PROVISIONED_CONCURRENCY:
      return {
        kind: 'provisioned-concurrency',
        functionName: config.functionName ?? '',
        alias: config.aliasName ?? '',
      };
  }
}

function first<Name extends keyof ScalingTargetConfig>(
  targets: readonly ScalingTargetConfig[],
  name: Name,
): ScalingTargetConfig[Name] | undefined {
  return targets.find((target) => target[name] !== undefined)?.[name];
}

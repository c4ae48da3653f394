import type { Duration } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { DeliveryProps } from '../failover/delivery-props';
import type { FailoverHandler } from '../failover/failover-handler';
import { FlowMetrics } from '../monitoring/flow-metrics';
import { SluiceError } from '../private/sluice-error';
import { MappingConcurrency } from '../scaling/mapping-concurrency';
import { Regulator } from '../scaling/regulator';
import type { ScalingLimits } from '../scaling/scaling-limits';
import type { ScalingSignals } from '../scaling/scaling-signals';
import type { IScalingTarget } from '../scaling/scaling-target';
import { StreamShards } from '../scaling/stream-shards';
import type { SourceConfig } from '../source/source';
import type { RegulationOptions } from './regulation-options';

/** The parts of a pipeline that are regulated, or serve the regulator. */
export interface RegulatedParts {
  readonly pipelineName: string;
  readonly source: SourceConfig;
  readonly handler: FailoverHandler;
  readonly stateTable: dynamodb.ITable;
}

type RegulatorProps = Pick<DeliveryProps, 'runtime' | 'architecture' | 'logRetention'>;

/** The regulator of a pipeline, its own or a shared one; undefined where there is nothing to set. */
export function createRegulation(
  scope: Construct,
  parts: RegulatedParts,
  props: RegulatorProps,
  options: RegulationOptions = {},
): Regulator | undefined {
  const targets = (options.enabled ?? true) ? targetsOf(scope, parts, options) : [];
  if (targets.length === 0) return undefined;
  const { runtime, architecture, logRetention } = props;
  const regulator =
    options.regulator ??
    new Regulator(scope, 'Regulator', {
      ...{ runtime, architecture, logRetention },
      stateTable: parts.stateTable,
      // The pipeline's own monitor has them.
      alarms: false,
    });
  const { lagObjective, mode, quietHours } = options;
  const signals = signalsOf(parts, options.signals);
  regulator.addPipeline(parts.pipelineName, { targets, lagObjective, mode, quietHours, signals, scope });
  return regulator;
}

/** How often the arrivals of a pipeline are told, where it is more often than the services do. */
export function paceOf({ signals }: RegulationOptions = {}): Duration | undefined {
  return signals?.arrivals?.toMetricConfig().metricStat?.period;
}

function targetsOf(scope: Construct, parts: RegulatedParts, options: RegulationOptions): IScalingTarget[] {
  const { queue, stream, concurrencyLimits } = parts.source;
  // A source that shows neither queue nor stream can be asked for nothing; by default, nothing is.
  const { concurrency = queue || stream ? concurrencyLimits : undefined, shards, targets = [] } = options;
  return [
    ...(shards ? [shardTarget(scope, parts.source, shards)] : []),
    ...(concurrency ? [mappingTarget(scope, parts, concurrency, options)] : []),
    ...targets,
  ];
}

function shardTarget(scope: Construct, { stream, kind }: SourceConfig, limits: ScalingLimits): IScalingTarget {
  if (stream) return new StreamShards({ stream, ...limits });
  throw new SluiceError(scope, 'SLUICE_REGULATION', `shards must be those of a stream as source, got a ${kind}`);
}

function mappingTarget(
  scope: Construct,
  { source, handler }: RegulatedParts,
  limits: ScalingLimits,
  { recordsPerBatchPerSecond }: RegulationOptions,
): IScalingTarget {
  const { mapping, queue, stream, kind } = source;
  const shared = { ...limits, mapping, consumer: handler.function, recordsPerBatchPerSecond };
  if (queue) return MappingConcurrency.ofQueue({ ...shared, queue });
  if (stream) return MappingConcurrency.ofStream({ ...shared, stream });
  throw new SluiceError(
    scope,
    'SLUICE_REGULATION',
    `concurrency must be that of a queue or stream as source, got a ${kind} that tells neither`,
  );
}

/**
 * What only the pipeline itself can tell: a stream does not say what is worked off, and services are slower than a pace. (Its
 * latency is no age: replayed records are old, too.)
 */
function signalsOf({ pipelineName, source }: RegulatedParts, given: ScalingSignals = {}): ScalingSignals {
  const pace = paceOf({ signals: given });
  const metrics = new FlowMetrics(pipelineName, pace);
  const processed = metrics.received();
  if (pace) return { processed, busyMillis: metrics.busy(), ...given };
  return source.stream ? { processed, ...given } : given;
}

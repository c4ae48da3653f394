import type { Sighting, UnitRule } from './unit-rule';

/** Options of `job.autoscaler.…`; seconds. */
export interface FlinkOptions {
  readonly targetUtilization: number;
  readonly utilizationBoundary: number;
  readonly metricsWindow: number;
  readonly stabilizationInterval: number;
  readonly catchUpDuration: number;
  readonly restartTime: number;
}

/** The options' defaults. */
export const FLINK_DEFAULTS: FlinkOptions = {
  targetUtilization: 0.7,
  utilizationBoundary: 0.3,
  metricsWindow: 15 * 60,
  stabilizationInterval: 5 * 60,
  catchUpDuration: 30 * 60,
  restartTime: 5 * 60,
};

/** What the documentation's example sets, of Flink and of Amazon EMR alike. */
export const FLINK_EXAMPLE: FlinkOptions = {
  targetUtilization: 0.6,
  utilizationBoundary: 0.2,
  metricsWindow: 5 * 60,
  stabilizationInterval: 60,
  catchUpDuration: 5 * 60,
  restartTime: 2 * 60,
};

/** Defaults that neither changes. */
const SCALE_DOWN_INTERVAL = 60 * 60;
const MAX_SCALE_DOWN_FACTOR = 0.6;

/**
 * The autoscaler of Apache Flink's Kubernetes operator: means over a window, which begins anew after each change and its
 * stabilization; the backlog, and what gathers during a restart, is to be caught up within a while. Fewer units are taken
 * once fewer were proposed for an hour on end, and then the most of these proposals.
 *
 * @see https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/docs/custom-resource/autoscaler/
 * @see https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/docs/operations/configuration/ (`job.autoscaler.scale-down.interval`)
 * @see https://github.com/apache/flink-kubernetes-operator (`AutoScalerOptions`, `ScalingMetricEvaluator`, `JobVertexScaler`)
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/jobruns-flink-autoscaler.html
 */
export function flinkAutoscaler(options: FlinkOptions): UnitRule {
  let window: readonly Sighting[] = [];
  let quietUntil = -Infinity;
  let fewer: readonly Fewer[] = [];
  return {
    wanted(seen) {
      if (seen.time <= quietUntil) return undefined;
      window = [...window, seen].filter(({ time }) => time > seen.time - options.metricsWindow);
      if (window.length * seen.periodSeconds < options.metricsWindow) return undefined;
      const { units, isOutside } = proposal(window, options);
      fewer = units < seen.units ? [...fewer, { time: seen.time, units, isOutside }] : [];
      const chosen = units < seen.units ? delayed(fewer, seen.time) : { units, isOutside };
      if (!chosen?.isOutside || chosen.units === seen.units) return undefined;
      window = [];
      fewer = [];
      quietUntil = seen.time + options.stabilizationInterval;
      return chosen.units;
    },
  };
}

interface Proposal {
  readonly units: number;
  /** Utilization is outside its boundary: without that nothing is changed. */
  readonly isOutside: boolean;
}

interface Fewer extends Proposal {
  readonly time: number;
}

/** The most units proposed within the interval; undefined where fewer were not proposed for as long. */
function delayed(fewer: readonly Fewer[], now: number): Proposal | undefined {
  const from = now - SCALE_DOWN_INTERVAL;
  if (fewer[0].time > from) return undefined;
  return fewer.filter(({ time }) => time >= from).reduce((most, each) => (each.units > most.units ? each : most));
}

function proposal(window: readonly Sighting[], options: FlinkOptions): Proposal {
  const { units, backlog } = window[window.length - 1];
  const mean = (of: (seen: Sighting) => number): number =>
    window.reduce((sum, seen) => sum + of(seen), 0) / window.length;
  const busy = mean(({ utilization }) => utilization);
  const arrive = mean(({ arrivalRate }) => arrivalRate);
  /** `trueProcessingRate`. */
  const able = busy > 0 ? mean(({ processedRate }) => processedRate) / busy : Infinity;
  const needed = (utilization: number, restartTime: number): number =>
    (backlog + arrive * restartTime) / options.catchUpDuration + arrive / utilization;
  const { targetUtilization, utilizationBoundary, restartTime } = options;
  const tooLittle = able < needed(targetUtilization + utilizationBoundary, 0);
  const tooMuch = able > needed(targetUtilization - utilizationBoundary, restartTime);
  const factor = Math.max(1 - MAX_SCALE_DOWN_FACTOR, needed(targetUtilization, restartTime) / able);
  // 3.0000000001 units are 3.
  return { units: Math.ceil(units * factor - 1e-9), isOutside: tooLittle || tooMuch };
}

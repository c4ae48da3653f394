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
const SCALE_UP_GRACE_PERIOD = 60 * 60;
const MAX_SCALE_DOWN_FACTOR = 0.6;

/**
 * The autoscaler of Apache Flink's Kubernetes operator: means over a window, which begins anew after each change and its
 * stabilization; the backlog, and what gathers during a restart, is to be caught up within a while.
 *
 * @see https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/docs/custom-resource/autoscaler/
 * @see https://github.com/apache/flink-kubernetes-operator (`AutoScalerOptions`, `ScalingMetricEvaluator`, `JobVertexScaler`)
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/jobruns-flink-autoscaler.html
 */
export function flinkAutoscaler(options: FlinkOptions): UnitRule {
  let window: readonly Sighting[] = [];
  let quietUntil = -Infinity;
  let grownAt = -Infinity;
  return {
    wanted(seen) {
      if (seen.time <= quietUntil) return undefined;
      window = [...window, seen].filter(({ time }) => time > seen.time - options.metricsWindow);
      if (window.length * seen.periodSeconds < options.metricsWindow) return undefined;
      const wanted = proposal(window, options);
      const tooEarly = wanted < seen.units && seen.time < grownAt + SCALE_UP_GRACE_PERIOD;
      if (wanted === seen.units || tooEarly) return undefined;
      if (wanted > seen.units) grownAt = seen.time;
      window = [];
      quietUntil = seen.time + options.stabilizationInterval;
      return wanted;
    },
  };
}

function proposal(window: readonly Sighting[], options: FlinkOptions): number {
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
  if (!tooLittle && !tooMuch) return units;
  const factor = Math.max(1 - MAX_SCALE_DOWN_FACTOR, needed(targetUtilization, restartTime) / able);
  return Math.ceil(units * factor);
}

import { HighestOf } from './highest-of';
import type { UnitRule } from './unit-rule';

const TARGET = 0.7;
const TOLERANCE = 0.1;
const DOWNSCALE_STABILIZATION_SECONDS = 300;

/** Scaling up, by default: to the double or by four, whichever is more, in each 15 seconds. */
const UP_SECONDS = 15;
const UP_FACTOR = 2;
const UP_PODS = 4;

/**
 * The Horizontal Pod Autoscaler of Kubernetes, which KEDA drives, at 70 %: in proportion to the metric outside a
 * tolerance of a tenth; down only to the highest proposal of five minutes.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
 * @see https://keda.sh/docs/latest/reference/scaledobject-spec/
 */
export function horizontalPodAutoscaler(): UnitRule {
  const highest = new HighestOf(DOWNSCALE_STABILIZATION_SECONDS);
  return {
    wanted({ time, units, load, periodSeconds }) {
      const ratio = load / TARGET;
      const proposal = Math.abs(ratio - 1) <= TOLERANCE ? units : Math.ceil(units * ratio);
      return Math.min(highest.with(time, proposal), reachable(units, periodSeconds));
    },
  };
}

function reachable(units: number, seconds: number): number {
  let most = units;
  for (let passed = 0; passed < seconds; passed += UP_SECONDS) most = Math.max(UP_FACTOR * most, most + UP_PODS);
  return most;
}

import type { Capacity } from '../../control/regulation/regulate';
import type { PlannerSettings } from '../../control/regulation/settings';
import { startFor, startWith } from '../trial';
import { ds2 } from './baselines/ds2';
import { fixedPeak } from './baselines/fixed-peak';
import { FLINK_DEFAULTS, FLINK_EXAMPLE, flinkAutoscaler } from './baselines/flink-autoscaler';
import { horizontalPodAutoscaler } from './baselines/horizontal-pod-autoscaler';
import { kinesisScalingUtils } from './baselines/kinesis-scaling-utils';
import { targetTracking } from './baselines/target-tracking';
import { type Sighting, unitController, unitRate, type UnitRule } from './baselines/unit-rule';
import type { Controller } from './controller';
import { sluice } from './sluice';

/** A controller for one run; its arrivals are for the one that is said to know them. */
export type ControllerFactory = (settings: PlannerSettings, arrivals: Float64Array) => Controller<Capacity>;

/** The regulator, and the rules of the field, re-implemented from what is documented of them. */
export const CONTROLLERS = {
  sluice: (settings) => sluice(settings),
  'target-tracking': ruled(targetTracking),
  hpa: ruled(horizontalPodAutoscaler),
  flink: ruled(() => flinkAutoscaler(FLINK_DEFAULTS)),
  'flink-example': ruled(() => flinkAutoscaler(FLINK_EXAMPLE)),
  'kinesis-scaling-utils': ruled(kinesisScalingUtils),
  ds2: ruled(ds2),
  'fixed-peak': (settings, arrivals) => unitController(settings, fixedPeak(arrivals, unitRate(settings))),
} satisfies Readonly<Record<string, ControllerFactory>>;

export type ControllerName = keyof typeof CONTROLLERS;

export const CONTROLLER_NAMES = Object.keys(CONTROLLERS) as readonly ControllerName[];

function ruled(rule: () => UnitRule): ControllerFactory {
  return (settings) => unitController(settings, rule());
}

/** What is in force when a run begins: what suits the first rate, or the peak where that is kept all the time. */
export function startOf(
  name: ControllerName,
  settings: PlannerSettings,
  { firstRate, arrivals }: { readonly firstRate: number; readonly arrivals: Float64Array },
): Capacity {
  if (name !== 'fixed-peak') return startFor(settings, firstRate);
  // It is the same whatever is seen.
  const units = fixedPeak(arrivals, unitRate(settings)).wanted({} as Sighting) ?? 1;
  return startWith(settings, units);
}

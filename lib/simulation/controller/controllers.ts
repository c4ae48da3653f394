import type { Capacity } from '../../control/regulation/regulate';
import type { PlannerSettings } from '../../control/regulation/settings';
import { startFor } from '../trial';
import { ds2 } from './baselines/ds2';
import { fixedPeak } from './baselines/fixed-peak';
import { flinkAutoscaler } from './baselines/flink-autoscaler';
import { horizontalPodAutoscaler } from './baselines/horizontal-pod-autoscaler';
import { kinesisScalingUtils } from './baselines/kinesis-scaling-utils';
import { targetTracking } from './baselines/target-tracking';
import { fullShardFactor, unitController, unitRate, type UnitRule } from './baselines/unit-rule';
import type { Controller } from './controller';
import { sluice } from './sluice';

/** A controller for one run; `peakRate`, in records a second, is for those that are said to know it. */
export type ControllerFactory = (settings: PlannerSettings, peakRate: number) => Controller<Capacity>;

/** The regulator, and the rules of the field, re-implemented from their documented defaults. */
export const CONTROLLERS = {
  sluice: (settings) => sluice(settings),
  'target-tracking': ruled(targetTracking),
  hpa: ruled(horizontalPodAutoscaler),
  flink: ruled(flinkAutoscaler),
  'kinesis-scaling-utils': ruled(kinesisScalingUtils),
  ds2: ruled(ds2),
  'fixed-peak': (settings, peakRate) => unitController(settings, fixedPeak(peakRate)),
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
  { firstRate, peakRate }: { readonly firstRate: number; readonly peakRate: number },
): Capacity {
  return name === 'fixed-peak' ? atPeak(settings, peakRate) : startFor(settings, firstRate);
}

function atPeak(settings: PlannerSettings, peakRate: number): Capacity {
  const units = Math.ceil(peakRate / unitRate(settings));
  if (settings.kind === 'workers') {
    return { workers: Math.min(settings.maxWorkers, Math.max(settings.minWorkers, units)) };
  }
  const shards = Math.min(settings.maxShards, Math.max(settings.minShards, units));
  return { shards, parallelizationFactor: fullShardFactor(settings) };
}

const MINUTE = 60;

/** The highest mean over a minute, in records a second. */
export function peakRateOf(arrivals: Float64Array): number {
  let sum = 0;
  let most = 0;
  arrivals.forEach((records, second) => {
    sum += records - (second >= MINUTE ? arrivals[second - MINUTE] : 0);
    most = Math.max(most, sum);
  });
  return most / Math.min(MINUTE, Math.max(1, arrivals.length));
}

import { isGap, type Observation } from '../../../control/regulation/observation';
import type { Capacity } from '../../../control/regulation/regulate';
import type { PlannerSettings, StreamSettings } from '../../../control/regulation/settings';
import type { Controller } from '../controller';

/** What a rule that scales one kind of unit sees of a period. */
export interface Sighting {
  readonly time: number;
  readonly periodSeconds: number;
  /** In force. */
  readonly units: number;
  /** Arrivals beside what the units in force are said to work off: above 1 where they cannot keep up. */
  readonly load: number;
  /** Records a second. */
  readonly arrivalRate: number;
  readonly processedRate: number;
  /** Share of the capacity that was busy, 0 to 1. */
  readonly utilization: number;
  readonly backlog: number;
}

/** A rule of the field, which scales one number of units. */
export interface UnitRule {
  /** How many units there should be; undefined leaves them as they are. It is not asked where metrics are missing. */
  wanted(seen: Sighting): number | undefined;
}

/**
 * A rule as a controller. Of a stream it scales the shards, and each of them keeps as many consumers as it takes to read what a
 * shard accepts: no rule of the field has a second knob. It rounds up, keeps to the limits and to twice or half the shards
 * in force; the daily quota it does not know.
 */
export function unitController(settings: PlannerSettings, rule: UnitRule): Controller<Capacity> {
  return {
    decide(seen) {
      if (isGap(seen)) return undefined;
      const wanted = rule.wanted(sighted(seen, settings));
      return settings.kind === 'workers'
        ? commandedWorkers(wanted, settings.minWorkers, settings.maxWorkers)
        : commandedStream(wanted, seen, settings);
    },
  };
}

function commandedWorkers(wanted: number | undefined, least: number, most: number): Partial<Capacity> | undefined {
  return wanted === undefined ? undefined : { workers: between(wanted, least, most) };
}

function commandedStream(
  wanted: number | undefined,
  { capacity }: Observation<Capacity>,
  settings: StreamSettings,
): Partial<Capacity> {
  const parallelizationFactor = fixedFactor(settings);
  if (wanted === undefined || !('shards' in capacity)) return { parallelizationFactor };
  const near = between(wanted, Math.ceil(capacity.shards / 2), 2 * capacity.shards);
  return { shards: between(near, settings.minShards, settings.maxShards), parallelizationFactor };
}

/** 3.0000000001 units are 3. */
const HAIR = 1e-9;

function between(units: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.ceil(units - HAIR)));
}

function sighted(seen: Observation<Capacity>, settings: PlannerSettings): Sighting {
  const { periodSeconds } = settings;
  const units = 'workers' in seen.capacity ? seen.capacity.workers : seen.capacity.shards;
  const arrivalRate = (seen.arrivals ?? 0) / periodSeconds;
  return {
    time: seen.time,
    periodSeconds,
    units,
    load: arrivalRate / units / unitRate(settings),
    arrivalRate,
    processedRate: (seen.processed ?? 0) / periodSeconds,
    utilization: seen.utilization ?? 0,
    backlog: seen.backlog ?? 0,
  };
}

/** Records a second that a unit is said to work off. */
export function unitRate(settings: PlannerSettings): number {
  if (settings.kind === 'workers') return settings.recordsPerWorkerPerSecond;
  return Math.min(settings.recordsPerShardPerSecond, fixedFactor(settings) * settings.recordsPerConsumerPerSecond);
}

function fixedFactor(settings: StreamSettings): number {
  const { recordsPerShardPerSecond, recordsPerConsumerPerSecond, maxParallelizationFactor } = settings;
  return Math.min(maxParallelizationFactor, Math.ceil(recordsPerShardPerSecond / recordsPerConsumerPerSecond));
}

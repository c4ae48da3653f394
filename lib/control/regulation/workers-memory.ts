import { type Delays, seenAt, type SeenUnits, type Timeline } from './capacity-timeline';
import { type Forecast, foreseenRate, type Horizon, interrupted, learned, NO_FORECAST } from './forecast';
import { type Level, levelAfter } from './level-change';
import type { Observation, WorkersCapacity } from './observation';
import { type EffectPeriod, NO_SCALE_UP, type ScaleUpEffect, seenEffect } from './scale-up-effect';
import { metricSeconds, type WorkersSettings } from './settings';
import { NO_STANDING, type Standing, tried } from './standing-capacity';
import { AS_SET, observedRate, type UnitRate, type WorkedPeriod } from './unit-rate';
import { HEADROOM, type Scene } from './workers-needs';
import { type Before, type Sight, sightOf } from './workers-sight';

/** What a planner of workers remembers; plain JSON. */
export interface WorkersState {
  readonly v: 1;
  readonly forecast: Forecast;
  readonly standing: Standing;
  readonly unit: UnitRate;
  readonly effect: ScaleUpEffect;
  readonly timeline: Timeline;
  readonly before: Before | null;
  /** Of the last two periods, newest first. */
  readonly rates: readonly number[];
  /** What the load changed to suddenly, or began with. */
  readonly level: Level | null;
  /** Fewer workers would have done at the observation before, too. */
  readonly fewerDo: boolean;
}

export function startWorkers(): WorkersState {
  return {
    v: 1,
    forecast: NO_FORECAST,
    standing: NO_STANDING,
    unit: AS_SET,
    effect: NO_SCALE_UP,
    timeline: [],
    before: null,
    rates: [],
    level: null,
    fewerDo: false,
  };
}

/** After a period that is missing. */
export function missed(state: WorkersState): WorkersState {
  return {
    ...state,
    forecast: interrupted(state.forecast),
    rates: [],
    fewerDo: false,
  };
}

/** What is known after an observation. */
export interface Insight {
  readonly state: WorkersState;
  /** What a decision goes by; absent where the observation does not tell what arrived. */
  readonly scene?: Scene;
}

export function insight(state: WorkersState, seen: Observation<WorkersCapacity>, settings: WorkersSettings): Insight {
  const { recordsPerWorkerPerSecond: setRate, periodSeconds, lagObjectiveSeconds } = settings;
  const { time } = seen;
  const { rate, latestRate, waiting, processed } = sightOf(seen, state.before, settings, state.unit.share * setRate);
  const before = { time, waiting };
  if (rate === undefined) return { state: { ...missed(state), before } };
  const unit = observedRate(state.unit, workedIn(seen, { waiting, processed }, settings), setRate);
  const ofWorker = unit.share * setRate;
  const delays = delaysOf(settings);
  const horizon = horizonOf(settings, delays, ofWorker);
  const forecast = learned(state.forecast, rate, horizon, latestRate);
  const timeline = seenAt(state.timeline, unitsIn(seen), delays);
  const now = time + delays.metricSeconds;
  const rates = [rate, ...state.rates].slice(0, 2);
  const following = (1 + HEADROOM) * foreseenRate(state.forecast);
  const answered = (timeline.at(-1)?.at ?? 0) > time;
  return {
    state: {
      ...state,
      forecast,
      unit,
      timeline,
      before,
      rates,
      standing: tried(state.standing, { seconds: periodSeconds, rate, following, lagObjectiveSeconds }),
      level: levelAfter(state.level, { time, before: state.forecast, after: forecast, horizon, answered }),
      effect: seenEffect(state.effect, effectIn(seen, waiting)),
    },
    scene: { forecast, horizon, timeline, waiting, time, now, ofWorker, rates },
  };
}

function delaysOf(settings: WorkersSettings): Delays {
  return { metricSeconds: metricSeconds(settings), actuationSeconds: settings.actuationSeconds };
}

/** A command given now answers what comes until it is in force. */
function horizonOf({ periodSeconds }: WorkersSettings, delays: Delays, leastRate: number): Horizon {
  const seconds = delays.metricSeconds + delays.actuationSeconds;
  return { periodSeconds, periods: Math.max(1, Math.ceil(seconds / periodSeconds)), leastRate };
}

function unitsIn({ time, capacity, pending }: Observation<WorkersCapacity>): SeenUnits {
  return { time, units: capacity.workers, pending: pending === null ? null : pending?.workers };
}

/** A period by which a scale-up is judged. */
export function effectIn(seen: Observation<WorkersCapacity>, waiting: number): EffectPeriod {
  const { time, capacity, processed = 0, errors = 0, throttles = 0 } = seen;
  return {
    time,
    units: capacity.workers,
    processed,
    troubles: errors + throttles,
    waiting,
  };
}

function workedIn(
  { capacity, oldestAgeSeconds, utilization }: Observation<WorkersCapacity>,
  { waiting, processed }: Pick<Sight, 'waiting' | 'processed'>,
  { periodSeconds }: WorkersSettings,
): WorkedPeriod {
  return { seconds: periodSeconds, units: capacity.workers, processed, waiting, oldestAgeSeconds, utilization };
}

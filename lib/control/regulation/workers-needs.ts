import { type Timeline, waitingAt } from './capacity-timeline';
import { expectedRate, type Forecast, type Horizon, isNoisy, prudentRate, surplusRate } from './forecast';
import type { WorkersSettings } from './settings';

/** What is to be worked off, and how much capacity that takes; records a second but where it says otherwise. */
export interface Needs {
  readonly expected: number;
  /** What is worth being prepared for. */
  readonly prepared: number;
  /** How long records will wait when a command given now is in force, if as much comes as expected. */
  readonly waitSeconds: number;
  /** Records are worked off in time from when a command given now is in force, if as much comes as prepared for. */
  readonly more: number;
  /** The least that will do if it is all that is in force from now on. */
  readonly least: number;
}

export interface Scene {
  readonly forecast: Forecast;
  readonly horizon: Horizon;
  readonly timeline: Timeline;
  readonly waiting: number;
  /** End of the period that was seen, and when it is seen. */
  readonly time: number;
  readonly now: number;
  /** What one worker works off. */
  readonly ofWorker: number;
  /** Rates of the last two periods, newest first. */
  readonly rates: readonly number[];
}

/** Part of the objective that records may wait by plan; the rest is for what cannot be foreseen. */
const PLANNED_WAIT = 0.45;

/** Above the expected rate, so that a wait becomes shorter and not longer. */
export const HEADROOM = 0.03;

/**
 * Being short of a worker for a minute is worth so many minutes of one. Where the load is noise, forecasts are no help,
 * and capacity that is kept anyway (`standing-capacity.ts`) insures at a better price.
 */
const PRICE = { calm: 25, noisy: 12 };

export function needsOf(scene: Scene, settings: WorkersSettings): Needs {
  const { forecast, horizon, now } = scene;
  const { lagObjectiveSeconds, periodSeconds, actuationSeconds } = settings;
  const noisy = isNoisy(forecast);
  const expected = expectedRate(forecast, horizon);
  const surplus = surplusRate(forecast, horizon, noisy ? PRICE.noisy : PRICE.calm);
  const landing = now + actuationSeconds;
  const drainSeconds = Math.max(periodSeconds, lagObjectiveSeconds);
  const planned = PLANNED_WAIT * lagObjectiveSeconds;
  /** The capacity from `from` on that leaves no more than the planned wait after `seconds`. */
  const inTime = (rate: number, from: number, seconds: number): number =>
    rate + (waiting(scene, rate, from) - planned * rate) / seconds;

  const prudent = prudentRate(forecast, horizon);
  const prudentPrepared = Math.max(expected, prudent) + surplus;
  // Fewer than are under way are not in force before those would be.
  const from = Math.max(now, scene.timeline.at(-1)?.at ?? now);
  const untilNextAnswer = Math.max(drainSeconds, landing + drainSeconds - from);
  const lately = noisy ? Math.max(...scene.rates) : scene.rates[0];
  return {
    expected,
    prepared: expected + surplus,
    waitSeconds: expected > 0 ? waiting(scene, expected, landing) / expected : 0,
    more: inTime(expected + surplus, landing, drainSeconds),
    least: Math.max(
      prudent,
      lately * (1 + HEADROOM),
      // It has to last until the next command is in force, and what waits now has to be gone in time.
      inTime(prudentPrepared, from, untilNextAnswer),
      inTime(prudentPrepared, from, drainSeconds),
    ),
  };
}

function waiting({ timeline, waiting, ofWorker, time }: Scene, arriving: number, until: number): number {
  return waitingAt(timeline, { waiting, arriving, ofUnit: ofWorker }, { from: time, until });
}

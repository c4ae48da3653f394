import type { WorkersSettings } from '../../control/regulation/settings';
import type { Situation } from '../plant/situation';
import { Front, merge } from './front';
import type { Load } from './load';
import { carry } from './carry';
import { outcomeOf } from './outcome';
import { mayLand, type Slot, slotsAPeriod, slotsOf } from './slots';

/** By number of workers, then by how many slots they must not become more for yet. */
type Fronts = readonly (readonly Front[])[];

/**
 * The cheapest plan of a fleet that knows all arrivals. In each period any level may be asked for: more workers come
 * after the actuation delay, fewer leave at once and take back what was asked for before. So a level that fell stays for
 * longer than the delay before it rises.
 *
 * @param effective what so many workers do together, in units of one worker
 * @returns the key of the best plan; infinite where none is without a late second and `mayBeLate` is false
 */
export function cheapestWorkers(
  settings: WorkersSettings,
  situation: Situation,
  load: Load,
  { start, effective, mayBeLate }: { start: number; effective: (units: number) => number; mayBeLate: boolean },
): number {
  const { periodSeconds, actuationSeconds } = situation;
  const levels = Array.from({ length: settings.maxWorkers + 1 }, (_, workers) => workers);
  const slots = slotsOf(load.seconds, periodSeconds, [0, actuationSeconds]);
  const rest = slotsOfRest(slots, periodSeconds, actuationSeconds);
  let fronts: Fronts = levels.map(() => Array.from({ length: rest + 1 }, () => new Front()));
  fronts[start][0].push(0, 0, 0);
  for (const slot of slots) {
    const may = {
      fall: mayLand(slot.from, periodSeconds, 0),
      rise: mayLand(slot.from, periodSeconds, actuationSeconds),
    };
    const decided = decide(fronts, settings.minWorkers, rest, may);
    fronts = decided.map((byRest, workers) => {
      if (byRest.every(({ size }) => size === 0)) return byRest;
      const processes = effective(workers) * settings.recordsPerWorkerPerSecond;
      const outcome = outcomeOf(load, slot, { processes, accepts: Infinity, cost: workers }, mayBeLate);
      return byRest.map((front) => carry(front, outcome));
    });
  }
  return Math.min(...fronts.flat().map(({ keys }) => keys[0] ?? Infinity));
}

/** Slots after a fall in which no rise can land: it would have been asked for before the fall, and taken back by it. */
function slotsOfRest(slots: readonly Slot[], periodSeconds: number, actuationSeconds: number): number {
  const perPeriod = slotsAPeriod(periodSeconds, [0, actuationSeconds]);
  return Math.min(slots.length, perPeriod * Math.floor(actuationSeconds / periodSeconds) + (perPeriod - 1) * 2);
}

function decide(fronts: Fronts, least: number, rest: number, may: { fall: boolean; rise: boolean }): Front[][] {
  const next = fronts.map((byRest) => rested(byRest));
  if (may.rise) {
    let below = new Front();
    fronts.forEach((byRest, workers) => {
      next[workers][0] = merge(next[workers][0], below);
      below = merge(below, byRest[0]);
    });
  }
  if (may.fall) {
    let above = new Front();
    for (let workers = fronts.length - 1; workers >= least; workers -= 1) {
      next[workers][rest] = merge(next[workers][rest], above);
      above = fronts[workers].reduce(merge, above);
    }
  }
  return next;
}

/** One slot nearer to the next rise. */
function rested(byRest: readonly Front[]): Front[] {
  const next = [...byRest.slice(1), new Front()];
  next[0] = byRest.length > 1 ? merge(byRest[0], byRest[1]) : byRest[0];
  return next;
}

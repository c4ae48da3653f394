import type { StreamSettings } from '../../control/regulation/settings';
import type { Situation } from '../plant/situation';
import { Front, merge, without } from './front';
import { mayLand, type Slot, slotsAPeriod } from './slots';

/** By number of shards, then reshards spent, then slots until another one may land. */
export type StreamFronts = readonly (readonly (readonly Front[])[])[];

const DAY = 24 * 3600;

/** Which numbers of shards a plan can go over to where a slot begins. */
export class Reshards {
  /** Slots after a landing in which none can land: a change that lands at a moment is under way at that moment, still. */
  private readonly rest: number;
  /** Slots at which a day's budget begins anew. */
  private readonly newDays: ReadonlySet<number>;

  constructor(
    private readonly settings: StreamSettings,
    private readonly situation: Situation,
    private readonly slots: readonly Slot[],
  ) {
    const { periodSeconds, actuationSeconds, reshardSeconds } = situation;
    const perPeriod = slotsAPeriod(periodSeconds, [actuationSeconds, reshardSeconds]);
    this.rest = (Math.floor(reshardSeconds / periodSeconds) + 1) * perPeriod - 1;
    const days = slots.map(({ from }) => Math.max(0, Math.floor((from - reshardSeconds) / DAY)));
    this.newDays = new Set([...slots.keys()].filter((index) => index > 0 && days[index] > days[index - 1]));
  }

  start(shards: number): StreamFronts {
    const { maxShards, maxReshardsPerDay } = this.settings;
    const fronts = grid(maxShards + 1, maxReshardsPerDay + 1, this.rest + 1);
    fronts[shards][0][0].push(0, 0, 0);
    return fronts;
  }

  decide(fronts: StreamFronts, slot: number): Front[][][] {
    const next = fronts.map((bySpent) => {
      const rested = bySpent.map(restedOnce);
      return this.newDays.has(slot) ? onNewDay(rested) : rested;
    });
    const { periodSeconds, reshardSeconds } = this.situation;
    if (mayLand(this.slots[slot].from, periodSeconds, reshardSeconds)) this.reshard(fronts, next);
    for (const bySpent of next) leaveOutWasteful(bySpent);
    return next;
  }

  private reshard(fronts: StreamFronts, next: Front[][][]): void {
    const { minShards, maxShards, maxReshardsPerDay } = this.settings;
    for (let spent = 0; spent < maxReshardsPerDay; spent += 1) {
      const ready = new Ranges(fronts.map((bySpent) => bySpent[spent][0]));
      for (let shards = minShards; shards <= maxShards; shards += 1) {
        const come = ready.merged(Math.ceil(shards / 2), Math.min(maxShards, 2 * shards));
        next[shards][spent + 1][this.rest] = merge(next[shards][spent + 1][this.rest], come);
      }
    }
  }
}

/** Merges of neighbouring fronts by powers of two: any range is the union of two of them. */
class Ranges {
  private readonly levels: Front[][];

  constructor(fronts: Front[]) {
    this.levels = [fronts];
    for (let width = 1; 2 * width <= fronts.length; width *= 2) {
      const last = this.levels[this.levels.length - 1];
      this.levels.push(last.slice(0, fronts.length - 2 * width + 1).map((front, at) => merge(front, last[at + width])));
    }
  }

  merged(from: number, to: number): Front {
    const level = Math.floor(Math.log2(to - from + 1));
    return merge(this.levels[level][from], this.levels[level][to - 2 ** level + 1]);
  }
}

function restedOnce(byRest: readonly Front[]): Front[] {
  const next = [...byRest.slice(1), new Front()];
  next[0] = byRest.length > 1 ? merge(byRest[0], byRest[1]) : byRest[0];
  return next;
}

function onNewDay(bySpent: Front[][]): Front[][] {
  return bySpent.map((byRest, spent) =>
    byRest.map((_, rest) => (spent === 0 ? bySpent.map((each) => each[rest]).reduce(merge) : new Front())),
  );
}

/** A plan that spent more and has nothing for it. */
function leaveOutWasteful(bySpent: Front[][]): void {
  const thrifty = bySpent[0].map((front) => front);
  for (const byRest of bySpent.slice(1)) {
    for (const rest of byRest.keys()) {
      byRest[rest] = without(byRest[rest], thrifty[rest]);
      thrifty[rest] = merge(thrifty[rest], byRest[rest]);
    }
  }
}

function grid(shards: number, spent: number, rests: number): Front[][][] {
  const fronts = (length: number): Front[] => Array.from({ length }, () => new Front());
  return Array.from({ length: shards }, () => Array.from({ length: spent }, () => fronts(rests)));
}

import type { JournalEntry } from '../lib/contract/regulation-journal';
import type { Promised } from './balance';

/** The value that a mapping had, as its own API told it. */
export interface CapacitySample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly capacity: number | null;
}

/** One decision that was set, as the regulator journalled it. */
export interface Decision {
  /** ISO 8601. */
  readonly at: string;
  readonly knob: string;
  readonly from?: number;
  readonly to: number;
  readonly reason: string;
  readonly detail: string;
}

export interface RegulationFigures {
  /** How often the mapping's own value was seen to rise, and to fall. */
  readonly raised: number;
  readonly lowered: number;
  /** That value before the burst, at its highest from then on, and at the end. */
  readonly beforeBurst: number | null;
  readonly highest: number | null;
  readonly atEnd: number | null;
  readonly decisions: readonly Decision[];
}

/** Counted from what Lambda says of the mapping; the regulator's word is only why. */
export function regulationFigures(
  samples: readonly CapacitySample[],
  journal: readonly JournalEntry[],
  burstAt: number,
): RegulationFigures {
  const values = samples.flatMap(({ capacity }) => (capacity === null ? [] : [capacity]));
  const steps = values.slice(1).map((value, i) => value - values[i]);
  const after = samples.flatMap(({ at, capacity }) => (at >= burstAt && capacity !== null ? [capacity] : []));
  const before = samples.flatMap(({ at, capacity }) => (at < burstAt && capacity !== null ? [capacity] : []));
  return {
    raised: steps.filter((step) => step > 0).length,
    lowered: steps.filter((step) => step < 0).length,
    beforeBurst: before.at(-1) ?? null,
    highest: after.length > 0 ? Math.max(...after) : null,
    atEnd: after.at(-1) ?? null,
    decisions: journal.flatMap(decisionsOf),
  };
}

function decisionsOf({ time, outcome, reason, detail, changes = [] }: JournalEntry): Decision[] {
  if (outcome !== 'set') return [];
  return changes.map(({ knob, from, to }) => ({ at: time, knob, from, to, reason, detail }));
}

/** What the burst owes its reader. */
export function regulationPromises({ beforeBurst, highest, atEnd, decisions }: RegulationFigures): readonly Promised[] {
  const [before, top, end] = [beforeBurst, highest, atEnd].map((value) => value ?? NaN);
  return [
    ['the burst raised the concurrency of the mapping', top > before],
    ['it came back when the burst had passed', end < top && end <= before],
    ['the journal says why', decisions.some(({ reason, detail }) => reason !== '' && detail !== '')],
  ];
}

import type { JournalEntry } from '../lib/contract/regulation-journal';
import type { Promised } from './balance';
import type { SourceKind } from './options';

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

/** Whether the mapping has its value from before the burst again. */
export function isTakenBack({ beforeBurst, highest, atEnd }: RegulationFigures): boolean {
  const [before, top, end] = [beforeBurst, highest, atEnd].map((value) => value ?? NaN);
  return end < top && end <= before;
}

/** Only what a queue was given comes back within the demo: a stream's factor is kept ready for bursts as steep for a day. */
export function comesBack(source: SourceKind): boolean {
  return source === 'queue';
}

/** What the burst owes its reader, read from the mapping, but for the reasons. */
export function regulationPromises(
  source: SourceKind,
  figures: RegulationFigures,
  burstAt: number,
): readonly Promised[] {
  const { beforeBurst, highest, atEnd, decisions } = figures;
  const since = decisions.filter(({ at }) => Date.parse(at) >= burstAt);
  const raised = (highest ?? NaN) > (beforeBurst ?? NaN);
  const promises: Promised[] = [
    [`the burst raised the mapping's ${KNOB[source]} (${beforeBurst} to ${highest})`, raised],
    ['the journal says why', since.some((decision) => isRise(decision) && says(decision, MORE))],
  ];
  if (!comesBack(source)) return promises;
  return [
    ...promises,
    [`the ${KNOB[source]} came back to what it was (${highest} to ${atEnd})`, isTakenBack(figures)],
    ['the journal says why, too', since.some((decision) => !isRise(decision) && says(decision, LESS))],
  ];
}

const KNOB: Readonly<Record<SourceKind, string>> = { queue: 'MaximumConcurrency', stream: 'ParallelizationFactor' };

const MORE: readonly string[] = ['rising', 'draining'];
const LESS: readonly string[] = ['falling'];

function isRise({ from = 0, to }: Decision): boolean {
  return to > from;
}

function says({ reason, detail }: Decision, reasons: readonly string[]): boolean {
  return reasons.includes(reason) && detail !== '';
}

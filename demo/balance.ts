import type { FirstStored } from './lake-census';
import type { Effect } from './warehouse';

/** All that was seen of a pipeline's rows, by row number and in milliseconds since the epoch. */
export interface Sightings {
  readonly sent: number;
  /** Rows in the archive: what the handler received. */
  readonly archived: FirstStored;
  readonly effects: ReadonlyMap<number, readonly Effect[]>;
  readonly spilled: FirstStored;
  readonly quarantined: FirstStored;
}

/** Records by their first outcome, and what came back. */
export interface Balance {
  readonly sent: number;
  readonly received: number;
  readonly delivered: number;
  readonly diverted: number;
  readonly spilled: number;
  readonly quarantined: number;
  /** Spilled or quarantined first, and accepted by a sink later. */
  readonly replayed: number;
  /** Sent, and never accepted by a sink. */
  readonly lost: number;
  readonly duplicateEffects: number;
}

export type Outcome = 'delivered' | 'diverted' | 'spilled' | 'quarantined';

/** The earliest durable place of a row; undefined while it has none. */
export function firstOutcome(row: number, { effects, spilled, quarantined }: Sightings): Outcome | undefined {
  const effect = effects.get(row)?.[0];
  const seen: [Outcome, number | undefined][] = [
    [effect?.path === 'fallback' ? 'diverted' : 'delivered', effect?.at],
    ['spilled', spilled.get(row)],
    ['quarantined', quarantined.get(row)],
  ];
  const [earliest] = seen.filter(([, at]) => at !== undefined).sort((a, b) => a[1]! - b[1]!);
  return earliest?.[0];
}

export function balanceOf(sightings: Sightings): Balance {
  const counts: Record<Outcome, number> = { delivered: 0, diverted: 0, spilled: 0, quarantined: 0 };
  let replayed = 0;
  let lost = 0;
  let duplicateEffects = 0;
  for (let row = 0; row < sightings.sent; row++) {
    const outcome = firstOutcome(row, sightings);
    const effects = sightings.effects.get(row)?.length ?? 0;
    if (outcome) counts[outcome]++;
    if (effects === 0) lost++;
    else duplicateEffects += effects - 1;
    if (effects > 0 && (outcome === 'spilled' || outcome === 'quarantined')) replayed++;
  }
  return { sent: sightings.sent, received: sightings.archived.size, ...counts, replayed, lost, duplicateEffects };
}

/** A sentence, and whether it came true. */
export type Promised = readonly [string, boolean];

/** What the balance owes its reader, whatever happens: each line true, or the demo fails. */
export function checks(balance: Balance, inFlight: number): readonly Promised[] {
  const { sent, received, delivered, diverted, spilled, quarantined, replayed, lost, duplicateEffects } = balance;
  return [
    ['every record sent was received', received === sent],
    [
      'received = delivered + diverted + spilled + quarantined',
      received === delivered + diverted + spilled + quarantined,
    ],
    ['nothing is left in flight', inFlight === 0],
    ['replayed = spilled + repaired', replayed === spilled + quarantined],
    ['lost 0', lost === 0],
    ['duplicate effects 0', duplicateEffects === 0],
  ];
}

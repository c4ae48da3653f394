import { firstOutcome, type Promised, type Sightings } from '../../demo/balance';

/** The rows of one scenario: so many, numbered from `first` on. */
export interface Sent {
  readonly first: number;
  readonly count: number;
  /** The key of a row, where the source keeps order by key. */
  readonly keyOf?: (row: number) => string;
}

/** Records by the earliest durable place that they had, and those that have none. */
export interface Account {
  readonly sent: number;
  readonly delivered: number;
  readonly diverted: number;
  readonly spilled: number;
  readonly quarantined: number;
  /** Still in the source. */
  readonly inFlight: number;
  readonly deadLetters: number;
  readonly lost: number;
  /** Deliveries of a record that had its effect: an idempotent store absorbs them. */
  readonly absorbed: number;
  /** Records with two effects in such a store. */
  readonly twice: number;
  /** Records that overtook one of their key without having been in the lake. */
  readonly overtaking: number;
}

/** Where records are that have no outcome. */
export interface Waiting {
  readonly inFlight: number;
  readonly deadLetters: number;
}

type Seen = Omit<Sightings, 'sent'> & { readonly absorbed: number };

export function accountOf(sent: Sent, seen: Seen, waiting: Waiting): Account {
  const sightings = { ...seen, sent: sent.count };
  const counts = { delivered: 0, diverted: 0, spilled: 0, quarantined: 0 };
  let outcomes = 0;
  let twice = 0;
  for (let row = sent.first; row < sent.first + sent.count; row++) {
    const outcome = firstOutcome(row, sightings);
    if (outcome) counts[outcome]++;
    if (outcome) outcomes++;
    if ((seen.effects.get(row)?.length ?? 0) > 1) twice++;
  }
  const { inFlight, deadLetters } = waiting;
  return {
    ...{ sent: sent.count, ...counts, inFlight, deadLetters },
    lost: sent.count - outcomes - inFlight - deadLetters,
    ...{ absorbed: seen.absorbed, twice, overtaking: overtakings(sent, sightings) },
  };
}

/** Effects in their order, by key; what was in the lake comes back out of order, as the documentation says. */
function overtakings({ first, count, keyOf }: Sent, sightings: Sightings): number {
  if (!keyOf) return 0;
  const latest = new Map<string, number>();
  let overtaking = 0;
  for (const row of sightings.effects.keys()) {
    if (row < first || row >= first + count) continue;
    if (sightings.spilled.has(row) || sightings.quarantined.has(row)) continue;
    const key = keyOf(row);
    if (row < (latest.get(key) ?? -1)) overtaking++;
    latest.set(key, Math.max(row, latest.get(key) ?? -1));
  }
  return overtaking;
}

/** What every scenario owes, whatever its fault is. */
export function owed(account: Account, received: number): readonly Promised[] {
  const { sent, delivered, diverted, spilled, quarantined, inFlight, deadLetters } = account;
  return [
    [`every record sent was received (${received} of ${sent})`, received === sent - inFlight - deadLetters],
    [
      'sent = delivered + diverted + spilled + quarantined + in flight + dead letters',
      sent === delivered + diverted + spilled + quarantined + inFlight + deadLetters,
    ],
    [`lost 0 (${account.lost})`, account.lost === 0],
    [`no state changed twice (${account.twice})`, account.twice === 0],
    [`no record overtook one of its key (${account.overtaking})`, account.overtaking === 0],
  ];
}

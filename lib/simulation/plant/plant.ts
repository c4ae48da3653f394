/** Why a command is not carried out, as AWS would refuse it. */
export type Refusal =
  'not-an-integer' | 'out-of-limits' | 'more-than-double' | 'less-than-half' | 'daily-quota' | 'change-in-flight';

/** What happened in a second; records. */
export interface Step {
  readonly processed: number;
  /** Waiting at the producers, because the source took no more. */
  readonly throttled: number;
  /** What could have been processed. */
  readonly able: number;
}

/** What a controller regulates: it takes arrivals second by second and obeys commands. */
export interface Plant<Capacity> {
  /** In force now. */
  readonly capacity: Capacity;
  /** Commanded, not in force yet. */
  readonly pending: Partial<Capacity> | null;
  /** Records arrived and not processed. */
  readonly backlog: number;
  readonly oldestAgeSeconds: number;
  /** What the present second cost, in unit-hours. */
  readonly costOfSecond: number;
  /** Units × what each is said to work off in a second. */
  readonly nominalRate: number;
  /** One second: takes arrivals, processes what it can. */
  step(arrivals: number): Step;
  /** The refusals of a command; a value in force or under way already is no command. */
  command(wanted: Partial<Capacity>): readonly Refusal[];
}

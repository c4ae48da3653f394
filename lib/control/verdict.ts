/**
 * Poison is not an outage. A record is poison only on the evidence that the target was healthy when it refused it:
 * refused at least twice, nothing else recovered by merely trying again, and a call succeeded after the last refusal.
 * Short of that evidence there is doubt, and a record in doubt is diverted or spilled, never quarantined.
 */
export interface Evidence {
  /** Times the record was refused. */
  readonly refusals: number;
  /** A record of this batch was refused once and accepted later: the target is unsteady. */
  readonly unsteady: boolean;
  /** Ordinals of the calls that last refused the record and that last succeeded; 0 for never. */
  readonly lastRefusal: number;
  readonly lastSuccess: number;
  /** A record accepted earlier is at hand to ask the target's health with. */
  readonly hasControl: boolean;
}

/** `retry`: try the record again; `control`: see whether the target still takes a good record. */
export type Verdict = 'retry' | 'control' | 'poison' | 'doubt';

export const REFUSALS_FOR_POISON = 2;

export function judge(evidence: Evidence): Verdict {
  if (evidence.unsteady) return 'doubt';
  if (evidence.refusals < REFUSALS_FOR_POISON) return 'retry';
  if (evidence.lastSuccess > evidence.lastRefusal) return 'poison';
  return evidence.hasControl ? 'control' : 'doubt';
}

/**
 * Poison is not an outage. A record is poison only on the evidence that a healthy target refused it: refused, then another call
 * succeeded, then refused again, and nothing else recovered by merely trying again. One stretch of trouble, however long or
 * short, cannot hold both refusals and spare the success between them.
 * Short of that evidence there is doubt, and a record in doubt is diverted or spilled, never quarantined.
 */
export interface Evidence {
  /** Times the record was refused. */
  readonly refusals: number;
  /** It was refused again after a call had succeeded. */
  readonly confirmed: boolean;
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

export function judge({ refusals, confirmed, unsteady, lastRefusal, lastSuccess, hasControl }: Evidence): Verdict {
  if (unsteady) return 'doubt';
  if (confirmed) return 'poison';
  if (refusals < 2 || lastSuccess > lastRefusal) return 'retry';
  return hasControl ? 'control' : 'doubt';
}

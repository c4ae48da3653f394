/** How many objects a replay works on at a time, so that live traffic does not wait for it. */
export interface ReplayShare {
  /** Objects at a time. */
  readonly workers: number;
  /** What the operator asked for: never more. */
  readonly most: number;
  /** As many were too many when it was tried last; absent where no number was. */
  readonly tooMany?: number;
  /** Looks since then at which live traffic was in time. */
  readonly calm: number;
}

/** What is known of live traffic. */
export interface LiveLag {
  /** Age of the oldest record that waits; undefined where nobody knows. */
  readonly ageSeconds?: number;
  readonly objectiveSeconds: number;
}

/** A share of what was too many is enough: the rest is for live traffic to catch up. */
const CUT = 0.5;

/** So near to what was too many it grows quickly, and then waits. */
const NEAR = 0.9;

/** Growth at a look, of what is asked for. */
const STEP = 1 / 8;

/** Calm looks near to what was too many, after which it is tried again: target and traffic change. */
const PATIENCE = 15;

/** Additive increase while live traffic is in time, multiplicative decrease when it is late. What is not known changes nothing. */
export function nextShare(share: ReplayShare, { ageSeconds, objectiveSeconds }: LiveLag): ReplayShare {
  if (ageSeconds === undefined || !(ageSeconds >= 0)) return share;
  const { workers, most, tooMany } = share;
  if (ageSeconds > objectiveSeconds) {
    const least = Math.max(1, Math.floor(workers * CUT));
    // A second cut in a row tells of the same line of records, not of fewer workers.
    return { most, workers: least, tooMany: share.calm > 0 || !tooMany ? workers : tooMany, calm: 0 };
  }
  const calm = share.calm + 1;
  // It catches up: what is in force is not to blame, and not proven yet.
  if (ageSeconds > objectiveSeconds / 2) return { ...share, calm };
  const step = Math.max(1, Math.floor(most * STEP));
  const isForgotten = calm > PATIENCE;
  const ceiling = tooMany === undefined || isForgotten ? most : Math.max(1, Math.floor(tooMany * NEAR));
  const grown = Math.max(workers, Math.min(most, ceiling, workers + step));
  return { most, workers: grown, tooMany: isForgotten ? undefined : tooMany, calm };
}

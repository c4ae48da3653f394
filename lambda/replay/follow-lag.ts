import { nextShare, ReplayShare } from '../../lib/control/replay-share';
import type { LiveLagSettings } from '../../lib/contract/replay';
import { shareKey } from '../../lib/contract/state';
import type { StateStore } from '../failover/host';

/** A distributed map that runs. */
export interface RunningMap {
  readonly arn: string;
  /** Children at a time; 0 for no limit. */
  readonly width: number;
}

/** What is needed of Step Functions and CloudWatch. */
export interface MapRuns {
  running(): Promise<readonly RunningMap[]>;
  widen(arn: string, width: number): Promise<void>;
  /** Undefined where no figure of the last minutes is known. */
  lagSeconds(lag: LiveLagSettings): Promise<number | undefined>;
}

/** Step Functions' own bound, where a map has no other. */
const MOST_CHILDREN = 10_000;

/** An item outlives the run that it is about by so much. */
const ITEM_SECONDS = 86_400;

interface Stored {
  readonly version: number;
  readonly share?: ReplayShare;
}

/** Gives each replay that runs the width that live traffic leaves it. */
export async function followLag(runs: MapRuns, state: StateStore, lag: LiveLagSettings, now: number): Promise<void> {
  const maps = await runs.running();
  if (maps.length === 0) return;
  const ageSeconds = await runs.lagSeconds(lag);
  for (const { arn, width } of maps) {
    const { version, share } = await read(state, arn);
    // Another width than was set is an operator's wish, and the new bound.
    const known = share?.workers === width ? share : { workers: width, most: width || MOST_CHILDREN, calm: 0 };
    const next = nextShare({ ...known, workers: known.workers || MOST_CHILDREN }, { ageSeconds, ...lag });
    if (next.workers !== width && !(width === 0 && next.workers === MOST_CHILDREN)) await runs.widen(arn, next.workers);
    const expiresAt = Math.ceil(now / 1_000) + ITEM_SECONDS;
    await state.write(shareKey(arn), JSON.stringify(next), version, expiresAt).catch(() => false);
  }
}

/** Without its table, or with an item that cannot be read, each look is the first. */
async function read(state: StateStore, arn: string): Promise<Stored> {
  const item = await state.read(shareKey(arn)).catch(() => undefined);
  try {
    return { version: item?.version ?? 0, share: item && (JSON.parse(item.value) as ReplayShare) };
  } catch {
    return { version: item!.version };
  }
}

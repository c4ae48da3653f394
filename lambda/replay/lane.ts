import { describeKey, meets } from '../../lib/contract/lake';
import type { LaneEvent, LaneState, ReplayInput } from '../../lib/contract/replay';
import type { Lake } from '../failover/host';
import { inOrder } from './in-order';
import type { Replay } from './replay';

/** Of a worker's time, so much must be left for it to begin with another object. */
const LEAST_SHARE_LEFT = 0.5;

/** Objects whose times overlap are worked on as one, up to so many records. */
const MOST_RECORDS = 10_000;

const MAX_KEYS = 1_000;

/**
 * Replays one object after the other, the oldest first, until the time is up, all are done, or one of them cannot be emptied:
 * then nothing overtakes it. Says where it has come to, from where the next invocation goes on.
 */
export async function lane(
  replay: Replay,
  lake: Pick<Lake, 'list'>,
  { lane: begun, ...input }: LaneEvent,
  remainingMillis: () => number,
): Promise<LaneState> {
  const least = remainingMillis() * LEAST_SHARE_LEFT;
  let { after, replayed, quarantined } = begun;
  for (let keys = await lake.list(input.prefix, MAX_KEYS, after); keys.length > 0;) {
    const group = groupOf(keys);
    if (mayHold(input, group)) {
      const [key, ...others] = group;
      const report = await replay({ ...input, key }, remainingMillis, { keys: others, inOrder });
      replayed += report.replayed;
      quarantined += report.quarantined;
      const isHeldUp = report.skipped + report.remaining > 0;
      if (isHeldUp) return { after, state: 'waits', replayed, quarantined, remaining: report.remaining };
    }
    after = group[group.length - 1];
    if (remainingMillis() < least) return { after, state: 'goes-on', replayed, quarantined, remaining: 0 };
    keys = keys.slice(group.length);
    // A group must not end where a page does.
    if (keys.length < MAX_KEYS / 2) keys = await lake.list(input.prefix, MAX_KEYS, after);
  }
  return { after, state: 'done', replayed, quarantined, remaining: 0 };
}

/** False where the names tell that no record is of the time asked for. */
function mayHold({ from, to }: ReplayInput, keys: readonly string[]): boolean {
  return keys.map(describeKey).some((told) => !told || meets(told, from, to));
}

/** The first key, and those behind it that begin before it ends, by what the names tell. */
function groupOf(keys: readonly string[]): readonly string[] {
  const first = describeKey(keys[0]);
  if (!first) return keys.slice(0, 1);
  let { latest, records } = first;
  let size = 1;
  for (; size < keys.length; size++) {
    const next = describeKey(keys[size]);
    if (!next || next.earliest > latest || records + next.records > MOST_RECORDS) break;
    latest = Math.max(latest, next.latest);
    records += next.records;
  }
  return keys.slice(0, size);
}

import { hourPrefix } from '../../lib/contract/lake';
import type { CompactionHost } from './host';
import { Manifest, readManifests } from './manifest';
import { begin, finish } from './merge';
import { groupsOf } from './select';

const HOUR = 3_600_000;

/** Hours that are over for so long get few records any more. */
const SETTLED_MILLIS = HOUR;

/** Later runs meet again what came late, or what an earlier one had no time for. */
const LOOK_BACK_HOURS = 48;

/** What one merge may take, of the function's own time. */
const RESERVE_MILLIS = 60_000;

/** Event times to compact, milliseconds since the epoch; by default the last two days. */
export interface CompactionEvent {
  readonly from?: number;
  readonly to?: number;
}

export type Compaction = (event: CompactionEvent, remainingMillis: () => number) => Promise<void>;

/**
 * Merges the small objects of an hour of the archive into large ones. At every moment each record is in at least one object: a merge
 * is noted, written, checked, and only a later run removes what it was made of, when no replay runs that may have listed that
 * before the merged object was there.
 */
export function createCompaction(host: CompactionHost, pipeline: string): Compaction {
  return async ({ from, to }, remainingMillis) => {
    const underWay = await readManifests(host, pipeline);
    for (const manifest of underWay) await finish(host, pipeline, manifest);
    const taken = new Set(underWay.flatMap(({ merged, sources }: Manifest) => [merged, ...sources]));
    const last = Math.min(to ?? Infinity, host.clock.now() - SETTLED_MILLIS);
    const first = from ?? last - LOOK_BACK_HOURS * HOUR;
    for (let hour = Math.floor(first / HOUR) * HOUR; hour + HOUR <= last; hour += HOUR) {
      const listed = await host.lake.list(hourPrefix('archive', pipeline, hour));
      for (const group of groupsOf(listed, taken)) {
        if (remainingMillis() < RESERVE_MILLIS) return;
        await begin(host, pipeline, group);
      }
    }
  };
}

import { Envelope, hourPrefix } from '../../lib/contract/lake';
import type { ReplayHost } from '../failover/host';
import type { NativeRecord } from '../failover/records';
import type { readObject } from './stored-object';

/** Of each object that is drawn, one record. */
const MOST_DRAWN = 3;

/** A page of a listing. */
const MAX_KEYS = 1_000;

const HOUR_MILLIS = 3_600_000;

/** A few records of the archive, any but those in doubt, that came in their hour or the one before: most were delivered then. */
export async function archivedRecords(
  { lake, clock }: Pick<ReplayHost, 'lake' | 'clock'>,
  doubted: readonly Envelope[],
  read: typeof readObject,
): Promise<readonly NativeRecord[]> {
  const [{ pipeline, eventTime }] = doubted;
  const ids = new Set(doubted.map(({ id }) => id));
  const anyOf = <T>(list: readonly T[]): T => list[Math.floor(clock.random() * list.length)];
  const hours = [eventTime, Math.max(0, eventTime - HOUR_MILLIS)];
  const listings = hours.map((time) => lake.list(hourPrefix('archive', pipeline, time), MAX_KEYS));
  const keys = (await Promise.all(listings)).flat();
  const drawn: NativeRecord[] = [];
  for (let turn = 0; turn < MOST_DRAWN && keys.length > 0; turn++) {
    const { envelopes } = read((await lake.get(anyOf(keys))) ?? '', pipeline);
    const fit = envelopes.filter((one) => !ids.has(one.id) && one.eventTime > 0);
    if (fit.length > 0) drawn.push(anyOf(fit).record as NativeRecord);
  }
  return drawn;
}

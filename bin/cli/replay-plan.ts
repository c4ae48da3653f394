import type { DirectoryEntry } from '../../lib/contract/directory';
import { describeKey } from '../../lib/contract/lake';
import { plural } from './format';
import type { Aws, Host, LakeObject } from './host';
import { countRecords, objectsOf, RecordCount } from './lake-survey';
import type { ReplayRequest } from './replay-request';

/** What a replay will find, as the lake was before it. */
export interface ReplayPlan {
  readonly entry: DirectoryEntry;
  readonly request: ReplayRequest;
  readonly objects: readonly LakeObject[];
  readonly records: RecordCount;
}

export async function planReplay(host: Host, entry: DirectoryEntry, request: ReplayRequest): Promise<ReplayPlan> {
  const listed = await objectsOf(host.aws, entry, request.scope, host.now());
  const records = await countRecords(host.aws, entry.bucket, listed, request.scope);
  return { entry, request, objects: records.holding, records };
}

/**
 * Of the planned objects, and of what is left of them: where a part was taken, the rest lies under another name. What live traffic
 * adds meanwhile is younger.
 */
export async function stillThere(
  aws: Aws,
  { entry, request, objects }: ReplayPlan,
  now: number,
): Promise<LakeObject[]> {
  const planned = new Set(objects.map(({ key }) => key));
  const youngest = objects.reduce((time, { key }) => Math.max(time, describeKey(key)?.latest ?? 0), 0);
  const present = await objectsOf(aws, entry, request.scope, now);
  return present.filter(({ key }) => planned.has(key) || (describeKey(key)?.latest ?? Infinity) <= youngest);
}

export function recordText({ records, exact }: Pick<RecordCount, 'records' | 'exact'>): string {
  return `${exact ? '' : 'about '}${plural(records, 'record')}`;
}

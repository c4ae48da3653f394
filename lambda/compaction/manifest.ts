import { compactionPrefix } from '../../lib/contract/lake';
import type { CompactionHost } from './host';

/** A merge under way. It is written before anything else is, so that whoever comes after a crash goes on with it. */
export interface Manifest {
  readonly v: 1;
  /** Key of the merged object. */
  readonly merged: string;
  /** Keys of the objects whose lines it holds, in its order. */
  readonly sources: readonly string[];
  /** When the merged object was seen to be whole, milliseconds since the epoch; absent before. */
  readonly verifiedAt?: number;
}

export function manifestKey(pipeline: string, { merged }: Manifest): string {
  return `${compactionPrefix(pipeline)}${merged.slice(merged.lastIndexOf('/') + 1)}.json`;
}

/** All merges under way. */
export async function readManifests({ lake }: CompactionHost, pipeline: string): Promise<Manifest[]> {
  const found: Manifest[] = [];
  for (const { key } of await lake.list(compactionPrefix(pipeline))) {
    const text = await lake.get(key);
    if (text !== undefined) found.push(JSON.parse(text) as Manifest);
  }
  return found;
}

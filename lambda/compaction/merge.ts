import { eachOf, keyOf } from '../failover/lake-writer';
import { damageOf, readObject } from '../replay/stored-object';
import type { CompactionHost } from './host';
import { Manifest, manifestKey } from './manifest';

/** A replay may be started before it shows among those that run, and clocks differ. */
const GRACE_MILLIS = 900_000;

interface Source {
  readonly key: string;
  readonly text: string;
}

/** Note a merge, then make it. */
export async function begin(host: CompactionHost, pipeline: string, keys: readonly string[]): Promise<void> {
  const sources = await wholeOnes(host, pipeline, keys);
  if (sources.length < 2) return;
  const envelopes = sources.flatMap(({ text }) => readObject(text, pipeline).envelopes);
  const merged = keyOf('archive', pipeline, envelopes);
  const manifest: Manifest = { v: 1, merged, sources: sources.map(({ key }) => key) };
  await host.lake.putOnce(manifestKey(pipeline, manifest), JSON.stringify(manifest));
  await write(host, pipeline, manifest, sources);
}

/** Go on with a merge from wherever it stands. */
export async function finish(host: CompactionHost, pipeline: string, manifest: Manifest): Promise<void> {
  const { merged, sources, verifiedAt } = manifest;
  if (verifiedAt === undefined || !(await isWhole(host, pipeline, merged))) {
    const there = await wholeOnes(host, pipeline, sources);
    if (there.length === sources.length) return write(host, pipeline, manifest, there);
    return host.log('a merge of the archive cannot be made: its sources are not whole; nothing is removed', { merged });
  }
  if (host.clock.now() < verifiedAt + GRACE_MILLIS) return;
  // A replay that listed the sources without the merged object would find them gone.
  if ((await host.runningReplays()).some((startedAt) => startedAt <= verifiedAt + GRACE_MILLIS)) return;
  await eachOf(sources, (key) => host.lake.remove(key));
  await host.lake.remove(manifestKey(pipeline, manifest));
}

/** The lines as they are, each with its own checksum; noted as done once it was read back. */
async function write(
  host: CompactionHost,
  pipeline: string,
  manifest: Manifest,
  sources: readonly Source[],
): Promise<void> {
  await host.lake.put(manifest.merged, sources.map(({ text }) => `${text.trimEnd()}\n`).join(''));
  if (!(await isWhole(host, pipeline, manifest.merged))) return;
  const verified: Manifest = { ...manifest, verifiedAt: host.clock.now() };
  await host.lake.put(manifestKey(pipeline, manifest), JSON.stringify(verified));
}

async function isWhole(host: CompactionHost, pipeline: string, key: string): Promise<boolean> {
  const text = await host.lake.get(key);
  return text !== undefined && damageOf(readObject(text, pipeline), key) === undefined;
}

/** In their order. What is damaged stays where it is and out of every merge. */
async function wholeOnes(host: CompactionHost, pipeline: string, keys: readonly string[]): Promise<Source[]> {
  const texts = new Map<string, string>();
  await eachOf(keys, async (key) => {
    const text = await host.lake.get(key);
    const damage = text === undefined ? undefined : damageOf(readObject(text, pipeline), key);
    if (damage !== undefined)
      host.log('an object of the archive is damaged, and left out of the merge', { key, damage });
    else if (text !== undefined) texts.set(key, text);
  });
  return keys.flatMap((key) => (texts.has(key) ? [{ key, text: texts.get(key)! }] : []));
}

import type { DirectoryEntry } from '../../lib/contract/directory';
import { zonePrefix } from '../../lib/contract/lake';
import type { LaneState } from '../../lib/contract/replay';
import { count, plural } from './format';
import type { Aws, LakeObject, MapRun } from './host';
import { countRecords } from './lake-survey';
import { recordText, ReplayPlan, stillThere } from './replay-plan';
import { readTotals } from './replay-reports';

export interface Outcome {
  readonly text: string;
  /** Something that should have been replayed was not. */
  readonly remains: boolean;
}

/** A replay that has ended. */
export interface EndedReplay {
  readonly plan: ReplayPlan;
  readonly runs: readonly MapRun[];
  /** Of the execution, JSON. */
  readonly output?: string;
  /** Keys of the quarantined objects as they were before. */
  readonly quarantinedBefore: ReadonlySet<string>;
  readonly now: number;
}

/** By the workers' own reports; where none were kept, by what the lake held before and holds now. */
export async function readOutcome(aws: Aws, ended: EndedReplay): Promise<Outcome> {
  const { entry, request, records } = ended.plan;
  const lane = request.ordered ? laneIn(ended.output) : undefined;
  if (lane) return outcome(lane.replayed, lane.quarantined, lane.remaining);
  const runs = ended.runs.map(({ id }) => id);
  const totals = await readTotals(aws, entry.bucket, entry.pipeline, runs);
  if (totals) return outcome(totals.replayed, totals.quarantined, totals.remaining);
  // Replay leaves the archive as it is, so it tells nothing.
  if (request.deliversAgain) return { text: `went through ${recordText(records)} of the archive`, remains: false };
  return compareLake(aws, ended);
}

/** An ordered replay has no map runs: what came of it is the output of its execution. */
function laneIn(output = '{}'): LaneState | undefined {
  return (JSON.parse(output) as { lane?: LaneState }).lane;
}

/** What waits now, in words. */
export async function leftOver(aws: Aws, plan: ReplayPlan, now: number): Promise<string> {
  if (plan.request.deliversAgain) return 'the archive is whole';
  const left = await stillThere(aws, plan, now);
  const records = await countRecords(aws, plan.entry.bucket, left, plan.request.scope);
  return `${recordText(records)} in ${plural(left.length, 'object')} remain`;
}

export async function quarantinedKeys(aws: Aws, entry: DirectoryEntry): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for await (const { key } of aws.objects(entry.bucket, zonePrefix('quarantined', entry.pipeline))) keys.add(key);
  return keys;
}

async function compareLake(aws: Aws, { plan, quarantinedBefore, now }: EndedReplay): Promise<Outcome> {
  const { entry, request, records } = plan;
  const left = await countRecords(aws, entry.bucket, await stillThere(aws, plan, now), request.scope);
  const again = await countRecords(
    aws,
    entry.bucket,
    await newlyQuarantined(aws, entry, quarantinedBefore),
    request.scope,
  );
  const replayed = Math.max(0, records.records - left.records - again.records);
  return outcome(replayed, again.records, left.records, records.exact && left.exact && again.exact);
}

async function newlyQuarantined(aws: Aws, entry: DirectoryEntry, before: ReadonlySet<string>): Promise<LakeObject[]> {
  const found: LakeObject[] = [];
  for await (const object of aws.objects(entry.bucket, zonePrefix('quarantined', entry.pipeline))) {
    if (!before.has(object.key)) found.push(object);
  }
  return found;
}

function outcome(replayed: number, again: number, remaining: number, exact = true): Outcome {
  const figures = `replayed ${count(replayed)}, quarantined again ${count(again)}, remaining ${plural(remaining, 'record')}`;
  return { text: exact ? figures : `about: ${figures}`, remains: remaining > 0 };
}

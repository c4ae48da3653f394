import type { ReplayReport } from '../../lib/contract/replay';
import type { Aws } from './host';

/** Sums of the workers' reports, in records. */
export type ReplayTotals = Omit<ReplayReport, 'key'>;

/** Where the state machine's result writer puts what the workers answered, one folder a map run. */
export const RUNS_PREFIX = 'replay-runs/';

const NONE: ReplayTotals = { replayed: 0, quarantined: 0, remaining: 0, skipped: 0 };

/** What the workers of these map runs reported; undefined where nothing was kept. */
export async function readTotals(
  aws: Aws,
  bucket: string,
  pipeline: string,
  runs: readonly string[],
): Promise<ReplayTotals | undefined> {
  const reports: ReplayTotals[] = [];
  try {
    for (const run of runs) {
      for await (const { key } of aws.objects(bucket, `${RUNS_PREFIX}${pipeline}/${run}/`)) {
        if (/\/SUCCEEDED_\d+\.json/.test(key)) reports.push(...reportsIn(await aws.objectText(bucket, key)));
      }
    }
  } catch {
    // The outcome is counted from the lake then: a narrow policy must not spoil a replay that went well.
    return undefined;
  }
  return reports.length > 0 ? reports.reduce(plus, NONE) : undefined;
}

/** Every report within a result file, whatever Step Functions wraps around it (its `Output` is JSON within JSON). */
export function reportsIn(text: string): ReplayTotals[] {
  return find(parse(text));
}

function find(value: unknown): ReplayTotals[] {
  if (typeof value === 'string') return /^\s*[[{]/.test(value) ? find(parse(value)) : [];
  if (Array.isArray(value)) return value.flatMap(find);
  if (typeof value !== 'object' || value === null) return [];
  return isReport(value) ? [value] : Object.values(value).flatMap(find);
}

function isReport(value: object): value is ReplayTotals {
  return Object.keys(NONE).every((field) => typeof (value as Record<string, unknown>)[field] === 'number');
}

function plus(a: ReplayTotals, b: ReplayTotals): ReplayTotals {
  return {
    replayed: a.replayed + b.replayed,
    quarantined: a.quarantined + b.quarantined,
    remaining: a.remaining + b.remaining,
    skipped: a.skipped + b.skipped,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

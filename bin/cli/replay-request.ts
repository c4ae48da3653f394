import { zoneOf } from '../../lib/contract/lake';
import { DEFAULT_REPLAY_CONCURRENCY, END_OF_TIME, ReplayInput } from '../../lib/contract/replay';
import type { OptionValues } from './arguments';
import { UsageError } from './cli-error';
import { commonPrefix, listingPrefixes, ReplayScope, resolvePrefix } from './replay-scope';
import { parseInstant, parseWholeNumber } from './values';

export interface ReplayRequest {
  readonly scope: ReplayScope;
  /** Partition key or message group, or how it begins, with a `*` behind; '' for all. */
  readonly keys: string;
  /** One object after the other. */
  readonly ordered: boolean;
  /** Records a second; 0 for no limit. */
  readonly rate: number;
  readonly concurrency: number;
  /** Records that were delivered already will be delivered again. */
  readonly deliversAgain: boolean;
  readonly dryRun: boolean;
  readonly force: boolean;
  /** Also where the archive's window was replayed before. */
  readonly again: boolean;
  readonly yes: boolean;
}

const MOST_RATE = 1_000_000;

/** Step Functions runs no more children of a distributed map at a time. */
const MOST_CONCURRENCY = 10_000;

export function readReplayRequest(pipeline: string, options: OptionValues, now: number): ReplayRequest {
  const prefix = resolvePrefix(pipeline, text(options.prefix) ?? 'spilled');
  const deliversAgain = zoneOf(prefix) === 'archive';
  const { rate, concurrency } = options;
  return {
    scope: { prefix, ...readRange(options, deliversAgain, now) },
    keys: text(options.key) ?? '',
    ordered: options.ordered === true,
    rate: rate === undefined ? 0 : parseWholeNumber('--rate', String(rate), 1, MOST_RATE),
    concurrency:
      concurrency === undefined
        ? DEFAULT_REPLAY_CONCURRENCY
        : parseWholeNumber('--concurrency', String(concurrency), 1, MOST_CONCURRENCY),
    deliversAgain,
    dryRun: options['dry-run'] === true,
    force: options.force === true,
    again: options.again === true,
    yes: options.yes === true,
  };
}

/** The state machine's input. Its one prefix is as narrow as the time range allows: each object listed is a worker's call. */
export function replayInput(
  { scope, keys, ordered, rate, concurrency }: ReplayRequest,
  pipeline: string,
  now: number,
): ReplayInput {
  const prefix = commonPrefix(listingPrefixes(scope, pipeline, now)) || scope.prefix;
  return { ...scope, prefix, keys, ordered, rate, concurrency, reason: 'operator' };
}

/** Milliseconds that so many records take at the rate; unknown without one. */
export function estimatedMillis(records: number, rate: number): number | undefined {
  return rate > 0 ? (records / rate) * 1_000 : undefined;
}

function readRange(options: OptionValues, deliversAgain: boolean, now: number): { from: number; to: number } {
  const from = text(options.from);
  const to = text(options.to);
  // The archive grows while it is replayed; without an end a replay would meet what came in after its start.
  const openEnd = deliversAgain ? now : END_OF_TIME;
  const range = {
    from: from === undefined ? 0 : parseInstant('--from', from, now),
    to: to === undefined ? openEnd : parseInstant('--to', to, now),
  };
  if (range.from < range.to) return range;
  throw new UsageError(
    'RANGE_EMPTY',
    `--from ${from ?? '(the beginning)'} is not before --to ${to ?? 'now'}; allowed: a start before the end`,
  );
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

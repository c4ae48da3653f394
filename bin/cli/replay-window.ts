import type { DirectoryEntry } from '../../lib/contract/directory';
import { instant } from './format';
import type { Host } from './host';
import { ReplayError } from './replay-error';
import type { ReplayRequest } from './replay-request';
import type { ReplayScope } from './replay-scope';

const OF_THE_ARCHIVE = /^archive-(\d+)-(\d+)-/;

/** The ticket. That of an archive tells its window, so that a second replay of it can be told from the list of executions. */
export function replayName({ deliversAgain, scope, keys }: ReplayRequest, startedAt: number): string {
  const at = new Date(startedAt).toISOString().replace(/[:.]/g, '-');
  return deliversAgain && keys === '' ? `archive-${scope.from}-${scope.to}-${at}` : `operator-${at}`;
}

/** The archive stays as it is: nothing in it tells that it was delivered again. Step Functions remembers for 90 days. */
export async function refuseReplayed({ aws }: Host, entry: DirectoryEntry, { from, to }: ReplayScope): Promise<void> {
  const names = await aws.succeededExecutions(entry.replayStateMachineArn);
  for (const name of names) {
    const [start, end] = OF_THE_ARCHIVE.exec(name)?.slice(1).map(Number) ?? [];
    if (start === undefined || start >= to || end <= from) continue;
    const window = `${instant(start)} to ${instant(end)}`;
    throw new ReplayError('WINDOW_REPLAYED', `${name} has replayed the archive from ${window} already`, [
      'name another window by --from and --to, or deliver it once more by --again',
    ]);
  }
}

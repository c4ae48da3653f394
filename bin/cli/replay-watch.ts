import type { Execution, Host, MapRun } from './host';
import type { Interrupts } from './interrupts';
import { Progress, progressBar, progressText } from './progress';

export interface WatchedReplay {
  readonly executionArn: string;
  /** Objects to replay, as counted before the start. */
  readonly objects: number;
  /** Objects still there: the measure where there are no map runs. Undefined where replay leaves objects in place. */
  remaining?(): Promise<number>;
}

export type Ending =
  | { readonly kind: 'ended'; readonly execution: Execution; readonly runs: readonly MapRun[] }
  /** Stopped by the operator. */
  | { readonly kind: 'stopped' }
  /** Goes on without an onlooker. */
  | { readonly kind: 'left' };

const LIVE_MILLIS = 1_000;
const LINE_MILLIS = 5_000;
const FIRST_LOOK_MILLIS = 250;

/** Shows the progress of a replay until it ends, or until the operator interrupts. */
export async function watchReplay(host: Host, replay: WatchedReplay, interrupts: Interrupts): Promise<Ending> {
  const startedAt = host.now();
  let shownAt = -Infinity;
  try {
    for (let look = FIRST_LOOK_MILLIS; ; look = Math.min(look * 2, LIVE_MILLIS)) {
      const ending = interrupts.take() ? await interrupted(host, replay.executionArn) : undefined;
      if (ending) return ending;
      const [execution, runs] = await Promise.all([
        host.aws.execution(replay.executionArn),
        host.aws.mapRuns(replay.executionArn),
      ]);
      const ended = execution.status !== 'RUNNING' && execution.status !== 'PENDING_REDRIVE';
      if (ended || host.terminal.live || host.now() - shownAt >= LINE_MILLIS) {
        show(host, await measure(replay, runs, host.now() - startedAt));
        shownAt = host.now();
      }
      if (ended) return { kind: 'ended', execution, runs };
      await Promise.race([host.sleep(look), interrupts.next()]);
    }
  } finally {
    if (host.terminal.live) host.terminal.rewrite('');
  }
}

/** Undefined where the operator wants to go on watching. */
async function interrupted(host: Host, executionArn: string): Promise<Ending | undefined> {
  if (host.terminal.live) host.terminal.rewrite('');
  const answer = await host.terminal.ask(
    'Stop the replay? [y] stop it  [l] leave it running and exit  [any other key] go on watching: ',
  );
  const choice = answer?.trim().toLowerCase();
  if (choice === 'l') return { kind: 'left' };
  // Nobody to ask, or a second Ctrl-C: that is a wish to stop.
  if (choice !== undefined && choice !== 'y') return undefined;
  await host.aws.stopExecution(executionArn, 'Cancelled', 'stopped by sluice replay');
  return { kind: 'stopped' };
}

async function measure(replay: WatchedReplay, runs: readonly MapRun[], elapsedMillis: number): Promise<Progress> {
  const sum = (field: 'total' | 'succeeded' | 'failed') => runs.reduce((total, run) => total + run[field], 0);
  // A run lists its objects before it counts them.
  if (sum('total') > 0) {
    const failed = sum('failed');
    return { done: sum('succeeded') + failed, total: sum('total'), failed, elapsedMillis };
  }
  if (replay.remaining === undefined) return { done: 0, total: 0, failed: 0, elapsedMillis };
  const done = Math.max(0, replay.objects - (await replay.remaining()));
  return { done, total: replay.objects, failed: 0, elapsedMillis };
}

function show({ terminal }: Host, progress: Progress): void {
  if (terminal.live) terminal.rewrite(progressBar(progress, terminal.columns));
  else terminal.note(progressText(progress));
}

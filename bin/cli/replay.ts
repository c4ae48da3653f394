import type { DirectoryEntry } from '../../lib/contract/directory';
import { END_OF_TIME, ReplayInput } from '../../lib/contract/replay';
import type { OptionValues } from './arguments';
import { ExitCode, UsageError } from './cli-error';
import { bytes, count, duration, instant, plural } from './format';
import type { Host, RunningExecution } from './host';
import { Interrupts } from './interrupts';
import { size } from './lake-survey';
import { findPipeline } from './pipelines';
import { costOf, leastMillis } from './replay-cost';
import { ReplayError } from './replay-error';
import { leftOver, Outcome, quarantinedKeys, readOutcome } from './replay-outcome';
import { planReplay, recordText, ReplayPlan, stillThere } from './replay-plan';
import { readReplayRequest, replayInput } from './replay-request';
import { overlap, ReplayScope } from './replay-scope';
import { isAboutTicket, steerReplay } from './replay-ticket';
import { refuseReplayed, replayName } from './replay-window';
import { Ending, watchReplay } from './replay-watch';

/** Keys that a dry run shows: enough to see which objects are meant. */
const MOST_LISTED = 10;

export async function replay(host: Host, pipeline: string, options: OptionValues): Promise<ExitCode> {
  if (isAboutTicket(options)) return steerReplay(host, pipeline, options);
  // Read before AWS is asked: a slip of the pen should cost no call.
  const request = readReplayRequest(pipeline, options, host.now());
  const entry = await findPipeline(host.aws, pipeline);
  if (!request.dryRun && !request.force) await refuseSecond(host, entry, request.scope);
  const plan = await planReplay(host, entry, request);
  describe(host, plan);
  if (plan.objects.length === 0 || request.dryRun) return 0;
  if (request.deliversAgain && !request.again) await refuseReplayed(host, entry, request.scope);
  if (request.deliversAgain && !request.yes) await askToDeliverAgain(host, plan);
  const quarantinedBefore = await quarantinedKeys(host.aws, entry);
  const [started, ending] = await run(host, plan);
  return conclude(host, { ...started, plan, quarantinedBefore }, ending);
}

/** Two replays of the same objects would deliver in turns what each of them holds, and neither would tell the truth. */
async function refuseSecond(host: Host, entry: DirectoryEntry, scope: ReplayScope): Promise<void> {
  const running = await host.aws.runningExecutions(entry.replayStateMachineArn);
  const other = running.find((execution) => overlap(scopeOf(execution), scope));
  if (!other) return;
  throw new ReplayError(
    'REPLAY_RUNNING',
    `${other.name} has been replaying ${scopeOf(other).prefix} for ${duration(host.now() - other.startedAt)}`,
    ['wait for it (sluice status shows it), or start a second one beside it by --force'],
  );
}

function scopeOf({ input }: RunningExecution): ReplayScope {
  const { prefix = '', from = 0, to = END_OF_TIME } = parse(input);
  return { prefix, from, to };
}

function describe({ terminal }: Host, { entry, request, objects, records }: ReplayPlan): void {
  const { scope, rate, dryRun } = request;
  const where = `s3://${entry.bucket}/${scope.prefix}${rangeText(scope)}`;
  if (objects.length === 0) return terminal.out(`Nothing to replay under ${where}`);
  const amount = `${recordText(records)} in ${plural(objects.length, 'object')}, ${bytes(size(objects))}`;
  terminal.out(`${dryRun ? 'Would replay' : 'Replaying'} ${amount}, from ${where}`);
  if (!records.exact) terminal.out(`  estimated from ${plural(records.objectsRead, 'object')} read`);
  const cost = costOf(objects.length, records.records, size(objects), request);
  const least = duration(leastMillis(objects.length, records.records, cost, request));
  const pace = rate > 0 ? `${count(rate)} records/s` : 'no rate limit';
  const width = request.ordered
    ? 'in order, one object after the other'
    : `${plural(request.concurrency, 'object')} at a time`;
  terminal.out(`  ${pace}: at least ${least}; ${width}`);
  if (request.keys) terminal.out(`  of these, records of the keys ${request.keys} only`);
  if (dryRun)
    terminal.out(
      `  ${dollars(cost.dollars)} for Lambda, Step Functions, S3 and DynamoDB, without the target's own work`,
    );
  if (request.deliversAgain) terminal.out('  these records were delivered before: the target gets them again');
  if (!dryRun) return;
  for (const { key, bytes: length } of objects.slice(0, MOST_LISTED)) terminal.out(`  ${key}  ${bytes(length)}`);
  if (objects.length > MOST_LISTED) terminal.out(`  … and ${count(objects.length - MOST_LISTED)} more`);
  terminal.out('Nothing was started (--dry-run).');
}

async function askToDeliverAgain({ terminal }: Host, { records }: ReplayPlan): Promise<void> {
  const answer = await terminal.ask(`Deliver ${recordText(records)} again? [y/N] `);
  if (answer?.trim().toLowerCase() === 'y') return;
  if (answer === undefined) {
    throw new UsageError(
      'CONFIRMATION_MISSING',
      'a replay of the archive delivers all its records again, and nobody is here to confirm it',
      ['add --yes'],
    );
  }
  throw new UsageError('CONFIRMATION_REFUSED', 'nothing was started');
}

interface StartedReplay {
  readonly name: string;
  readonly executionArn: string;
  readonly startedAt: number;
}

async function run(host: Host, plan: ReplayPlan): Promise<[StartedReplay, Ending]> {
  // From here on, so that Ctrl-C stops the replay also where it comes before AWS has answered to the start.
  const interrupts = new Interrupts(host.terminal);
  try {
    const started = await start(host, plan);
    return [started, await watch(host, { ...started, plan }, interrupts)];
  } finally {
    interrupts.release();
  }
}

async function start(host: Host, { entry, request }: ReplayPlan): Promise<StartedReplay> {
  const startedAt = host.now();
  const name = replayName(request, startedAt);
  const input = replayInput(request, entry.pipeline, startedAt);
  const executionArn = await host.aws.startExecution(entry.replayStateMachineArn, name, input);
  return { name, executionArn, startedAt };
}

type Watched = StartedReplay & { readonly plan: ReplayPlan };

function watch(host: Host, { plan, name, executionArn }: Watched, interrupts: Interrupts): Promise<Ending> {
  host.terminal.note(`started ${name}, which is its ticket; Ctrl-C stops it`);
  const remaining = async () => (await stillThere(host.aws, plan, host.now())).length;
  const replay = {
    executionArn,
    objects: plan.objects.length,
    // The archive does not shrink.
    remaining: plan.request.deliversAgain ? undefined : remaining,
  };
  return watchReplay(host, replay, interrupts);
}

type Concluded = Watched & { readonly quarantinedBefore: ReadonlySet<string> };

async function conclude(host: Host, started: Concluded, ending: Ending): Promise<ExitCode> {
  const { terminal, aws } = host;
  const { name, plan } = started;
  switch (ending.kind) {
    case 'left':
      terminal.out(`${name} goes on; sluice status ${plan.entry.pipeline} shows it`);
      return 0;
    case 'stopped':
      terminal.out(`Stopped ${name}: ${await leftOver(aws, plan, host.now())}`);
      terminal.out('Nothing is lost: objects in work are finished, all others stay where they are.');
      return 1;
    case 'ended': {
      const outcome = await readOutcome(aws, {
        ...started,
        runs: ending.runs,
        output: ending.execution.output,
        now: host.now(),
      });
      terminal.out(`${outcome.text}, in ${duration(host.now() - started.startedAt)}`);
      judge(name, ending, outcome);
      return 0;
    }
  }
}

/** The state machine tolerates objects that fail, so that one of them does not end the run: here they count. */
function judge(name: string, { execution, runs }: Ending & { kind: 'ended' }, { remains }: Outcome): void {
  const failed = runs.reduce((sum, run) => sum + run.failed, 0);
  if (execution.status !== 'SUCCEEDED') {
    const reason = [execution.error, execution.cause].filter(Boolean).join(': ') || 'it gave no reason';
    throw new ReplayError('REPLAY_FAILED', `${name} ended as ${execution.status}: ${reason}`, [RETRY]);
  }
  if (failed > 0) {
    const what = `${plural(failed, 'object')} could not be replayed`;
    throw new ReplayError('REPLAY_INCOMPLETE', `${what}; what was not replayed stays in the lake`, [LOGS, RETRY]);
  }
  if (remains) {
    const what = 'the target did not take everything';
    throw new ReplayError('REPLAY_INCOMPLETE', `${what}; what remains stays in the lake`, [HEALTH, RETRY]);
  }
}

const RETRY = 'nothing is lost: run the same command again once the cause is gone';
const LOGS = "the replay function's log says why";
const HEALTH = 'sluice status shows whether a breaker is open: an unhealthy target is given no replayed records';

function rangeText({ from, to }: ReplayScope): string {
  const parts = [from > 0 ? `from ${instant(from)}` : '', to < END_OF_TIME ? `before ${instant(to)}` : ''].filter(
    Boolean,
  );
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

function dollars(value: number): string {
  return value < 0.01 ? 'less than $0.01' : `about $${value.toFixed(2)}`;
}

function parse(input: string): Partial<ReplayInput> {
  try {
    return JSON.parse(input) as Partial<ReplayInput>;
  } catch {
    return {};
  }
}

import type { DirectoryEntry } from '../../lib/contract/directory';
import type { ReplayInput } from '../../lib/contract/replay';
import type { OptionValues } from './arguments';
import { ExitCode, UsageError } from './cli-error';
import { duration } from './format';
import type { Execution, Host, MapRun } from './host';
import { findPipeline } from './pipelines';
import { progressText } from './progress';
import { ReplayError } from './replay-error';

const ACTIONS = ['pause', 'resume', 'cancel'] as const;

type Action = (typeof ACTIONS)[number];

/** What Step Functions is told of a replay that was stopped; a paused one can be redriven. */
const STOPPED = { pause: 'Paused', cancel: 'Cancelled' } as const;

/** True where a replay is looked at or steered that was started before. */
export function isAboutTicket(options: OptionValues): boolean {
  return options.ticket !== undefined || ACTIONS.some((action) => options[action] === true);
}

/** Shows, pauses, resumes or cancels the replay of a ticket; without one, all that run are paused or cancelled. */
export async function steerReplay(host: Host, pipeline: string, options: OptionValues): Promise<ExitCode> {
  const [action, ...more] = ACTIONS.filter((name) => options[name] === true);
  if (more.length > 0) {
    throw new UsageError('OPTION_INVALID', `--${action} and --${more[0]} together; allowed: one of them`);
  }
  const ticket = typeof options.ticket === 'string' ? options.ticket : undefined;
  if (ticket === undefined && action === 'resume') {
    throw new UsageError('OPTION_MISSING', '--resume needs the --ticket of a replay that was paused');
  }
  const entry = await findPipeline(host.aws, pipeline);
  const tickets = ticket === undefined ? await running(host, entry) : [ticket];
  if (tickets.length === 0) host.terminal.out(`no replay of ${pipeline} is running`);
  for (const name of tickets) await (action ? steer(host, entry, name, action) : show(host, entry, name));
  return 0;
}

async function running({ aws }: Host, entry: DirectoryEntry): Promise<readonly string[]> {
  return (await aws.runningExecutions(entry.replayStateMachineArn)).map(({ name }) => name);
}

async function steer(host: Host, entry: DirectoryEntry, name: string, action: Action): Promise<void> {
  const { aws, terminal } = host;
  const arn = executionArn(entry, name);
  const { status } = await find(host, entry, name);
  if (action === 'resume') {
    if (status === 'RUNNING') return terminal.out(`${name} is running already`);
    if (status === 'SUCCEEDED') throw new ReplayError('REPLAY_ENDED', `${name} has ended: there is nothing to resume`);
    await aws.redriveExecution(arn);
    return terminal.out(`resumed ${name}: objects that it has replayed are left out`);
  }
  if (status !== 'RUNNING') throw new ReplayError('REPLAY_ENDED', `${name} does not run: it is ${status}`);
  await aws.stopExecution(arn, STOPPED[action], `by sluice replay --${action}`);
  terminal.out(`${action === 'pause' ? 'paused' : 'cancelled'} ${name}: objects in work are finished, all others stay`);
  if (action === 'pause') terminal.out(`  sluice replay ${entry.pipeline} --ticket ${name} --resume goes on with it`);
}

async function show(host: Host, entry: DirectoryEntry, name: string): Promise<void> {
  const { terminal, aws } = host;
  const execution = await find(host, entry, name);
  const runs = await aws.mapRuns(executionArn(entry, name));
  const { prefix, keys, ordered, concurrency } = inputOf(execution);
  const what = [prefix, keys ? `keys ${keys}` : '', ordered ? 'in order' : `${concurrency} at a time`].filter(Boolean);
  terminal.out(`${name}: ${stateOf(execution)}, ${what.join(', ')}`);
  terminal.out(`  ${progress(execution, runs, host.now())}`);
}

/** `ABORTED` is what Step Functions calls both. */
function stateOf({ status, error }: Execution): string {
  return status === 'ABORTED' && error !== undefined ? error.toLowerCase() : status.toLowerCase();
}

function progress({ startedAt = 0, stoppedAt }: Execution, runs: readonly MapRun[], now: number): string {
  const sum = (field: 'total' | 'succeeded' | 'failed') => runs.reduce((total, run) => total + run[field], 0);
  const elapsedMillis = Math.max(0, (stoppedAt ?? now) - startedAt);
  // An ordered replay has no map to count its objects.
  if (runs.length === 0) return `for ${duration(elapsedMillis)}`;
  return progressText({
    done: sum('succeeded') + sum('failed'),
    total: sum('total'),
    failed: sum('failed'),
    elapsedMillis,
  });
}

async function find({ aws }: Host, entry: DirectoryEntry, name: string): Promise<Execution> {
  try {
    return await aws.execution(executionArn(entry, name));
  } catch (error) {
    const { name: cause } = ((error as { cause?: unknown }).cause ?? {}) as { name?: string };
    if (cause !== 'ExecutionDoesNotExist') throw error;
    throw new ReplayError('TICKET_UNKNOWN', `no replay of ${entry.pipeline} has the ticket '${name}'`, [
      'sluice status shows those that run; Step Functions keeps ended ones for 90 days',
    ]);
  }
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html */
function executionArn({ replayStateMachineArn }: DirectoryEntry, name: string): string {
  return `${replayStateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

function inputOf({ input = '{}' }: Execution): Partial<ReplayInput> {
  return JSON.parse(input) as Partial<ReplayInput>;
}

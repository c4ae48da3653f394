import type { DirectoryEntry } from '../../lib/contract/directory';
import { Zone, zonePrefix } from '../../lib/contract/lake';
import { PIPELINE_DIMENSION } from '../../lib/contract/metrics';
import type { ReplayInput } from '../../lib/contract/replay';
import { breakerKey, STATE_KEY, STATE_VALUE, TargetRole } from '../../lib/contract/state';
import { BreakerState, CLOSED } from '../../lib/control/breaker';
import type { CliError } from './cli-error';
import { explain } from './explain';
import { flowQueries, FlowFigures, readFigures } from './flow-metrics';
import type { Alarm, Aws, QueueDepth, RunningExecution } from './host';
import { Depth, depth } from './lake-survey';

/** All that `status` shows of a pipeline; a part that could not be read is absent, and `problems` says why. */
export interface PipelineStatus {
  readonly entry: DirectoryEntry;
  readonly figures?: FlowFigures;
  /** Of a queue source. */
  readonly backlog?: QueueDepth;
  readonly deadLetters?: number;
  readonly breakers?: Readonly<Record<TargetRole, BreakerState>>;
  readonly spilled?: Depth;
  readonly quarantined?: Depth;
  readonly replays?: readonly RunningReplay[];
  readonly alarms?: readonly Alarm[];
  readonly problems: readonly CliError[];
}

export interface RunningReplay {
  readonly name: string;
  readonly startedAt: number;
  readonly prefix: string;
  readonly reason: string;
}

export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Status of all of them; metrics and alarms are asked for once, since they cost by the call. */
export async function readStatuses(
  aws: Aws,
  entries: readonly DirectoryEntry[],
  window: Window,
): Promise<PipelineStatus[]> {
  const shared = new Attempts();
  const queries = entries.flatMap((entry, index) => flowQueries(entry, index, window.to - window.from));
  const [values, alarms] = await Promise.all([
    shared.of(aws.metrics(queries, window.from, window.to)),
    shared.of(aws.ringingAlarms()),
  ]);
  const statuses: PipelineStatus[] = [];
  for (const [index, entry] of entries.entries()) {
    statuses.push({
      ...(await readParts(aws, entry, shared.problems)),
      figures: values && readFigures(values, index),
      alarms: alarms?.filter((alarm) => concerns(alarm, entry)),
    });
  }
  return statuses;
}

async function readParts(aws: Aws, entry: DirectoryEntry, before: readonly CliError[]): Promise<PipelineStatus> {
  const parts = new Attempts(before);
  const { source, deadLetterQueueUrl } = entry;
  const [backlog, deadLetters, breakers, spilled, quarantined, replays] = await Promise.all([
    source.kind === 'queue' ? parts.of(aws.queueDepth(source.address)) : undefined,
    deadLetterQueueUrl === undefined ? undefined : parts.of(aws.queueDepth(deadLetterQueueUrl)),
    parts.of(readBreakers(aws, entry)),
    parts.of(readZone(aws, entry, 'spilled')),
    parts.of(readZone(aws, entry, 'quarantined')),
    parts.of(aws.runningExecutions(entry.replayStateMachineArn)),
  ]);
  return {
    entry,
    backlog,
    deadLetters: deadLetters && deadLetters.visible + deadLetters.inFlight + deadLetters.delayed,
    breakers,
    spilled,
    quarantined,
    replays: replays?.map(asReplay),
    problems: parts.problems,
  };
}

/** Keeps what failed, so that one missing permission does not hide all the rest. */
class Attempts {
  public readonly problems: CliError[];

  constructor(before: readonly CliError[] = []) {
    this.problems = [...before];
  }

  public async of<T>(attempt: Promise<T>): Promise<T | undefined> {
    try {
      return await attempt;
    } catch (error) {
      const problem = explain(error);
      if (!this.problems.some(({ message }) => message === problem.message)) this.problems.push(problem);
      return undefined;
    }
  }
}

async function readBreakers(aws: Aws, entry: DirectoryEntry): Promise<Record<TargetRole, BreakerState>> {
  const read = async (role: TargetRole) => {
    const value = await aws.itemValue(entry.stateTable, { [STATE_KEY]: breakerKey(entry.pipeline, role) }, STATE_VALUE);
    // The healthy path writes nothing.
    return value === undefined ? CLOSED : (JSON.parse(value) as BreakerState);
  };
  const [primary, fallback] = await Promise.all([read('primary'), read('fallback')]);
  return { primary, fallback };
}

function readZone(aws: Aws, entry: DirectoryEntry, zone: Zone): Promise<Depth> {
  return depth(aws, entry.bucket, zonePrefix(zone, entry.pipeline));
}

function asReplay({ name, startedAt, input }: RunningExecution): RunningReplay {
  const { prefix = '', reason = '' } = JSON.parse(input) as Partial<ReplayInput>;
  return { name, startedAt, prefix, reason };
}

/** By its dimension where it has ours; else by the topic it tells, which pipelines may share. */
function concerns(alarm: Alarm, entry: DirectoryEntry): boolean {
  const pipelines = alarm.dimensions.filter(([name]) => name === PIPELINE_DIMENSION).map(([, value]) => value);
  if (pipelines.length > 0) return pipelines.includes(entry.pipeline);
  if (alarm.name === entry.outageAlarm || alarm.dimensions.some(([, value]) => isPartOf(value, entry))) return true;
  return entry.alertTopicArn !== undefined && alarm.alarmActions.includes(entry.alertTopicArn);
}

function isPartOf(
  value: string,
  { source, handlerName, deadLetterQueueUrl, stateTable, replayStateMachineArn }: DirectoryEntry,
): boolean {
  const names = [
    source.address.split(/[/:]/).at(-1),
    deadLetterQueueUrl?.split('/').at(-1),
    handlerName,
    stateTable,
    replayStateMachineArn,
  ];
  return names.includes(value);
}

import type { DirectoryEntry } from '../../lib/contract/directory';
import { AwsFailure } from '../../bin/cli/aws-failure';
import type {
  Alarm,
  Aws,
  Execution,
  Host,
  LakeObject,
  MapRun,
  MetricQuery,
  QueueDepth,
  RunningExecution,
  Subscription,
  Terminal,
} from '../../bin/cli/host';
import { plain } from '../../bin/cli/paint';
import { run, Surroundings } from '../../bin/cli/run';

/** 2026-11-24T04:00:00Z */
export const NOW = Date.UTC(2026, 10, 24, 4);

export function entry(over: Partial<DirectoryEntry> = {}): DirectoryEntry {
  return {
    v: 1,
    pipeline: 'Orders',
    source: { kind: 'queue', address: 'https://sqs/1/orders' },
    deadLetterQueueUrl: 'https://sqs/1/orders-dlq',
    handlerName: 'orders-failover',
    bucket: 'lake',
    stateTable: 'state',
    replayStateMachineArn: 'arn:aws:states:us-east-1:1:stateMachine:replay',
    alertTopicArn: 'arn:aws:sns:us-east-1:1:alerts',
    outageAlarm: 'Orders-outage',
    ...over,
  };
}

export function alarm(over: Partial<Alarm> = {}): Alarm {
  return {
    name: 'Orders-outage',
    state: 'OK',
    reason: '',
    actionsEnabled: true,
    alarmActions: ['arn:aws:sns:us-east-1:1:alerts'],
    okActions: [],
    dimensions: [['Pipeline', 'Orders']],
    ...over,
  };
}

/** `count` records, one a second from `time` on. */
export function lines(count: number, time: number): string {
  return Array.from({ length: count }, (_, index) => JSON.stringify({ v: 1, eventTime: time + index * 1_000 })).join(
    '\n',
  );
}

/** An SDK error, as it arrives: known by its name. */
export function sdkError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: 400 } });
}

/** AWS as plain fields; a test sets what it needs and reads what was done. */
export class FakeAws implements Aws {
  public readonly directory = new Map<string, string>();
  public readonly lake = new Map<string, string>();
  public readonly items = new Map<string, string>();
  public readonly values = new Map<string, readonly number[]>();
  public readonly queues = new Map<string, QueueDepth>();
  public readonly listed: string[] = [];
  public readonly alarmStates: string[] = [];
  public readonly published: { subject: string; message: string }[] = [];
  public readonly started: { name: string; input: Record<string, unknown> }[] = [];
  public readonly stopped: string[] = [];
  public readonly reasons: string[] = [];
  public readonly redriven: string[] = [];
  public succeeded: string[] = [];
  public queries: readonly MetricQuery[] = [];
  public running: RunningExecution[] = [];
  public alarmsKnown: Alarm[] = [alarm()];
  public topic: Subscription[] = [{ protocol: 'email', address: 'ops@example.com', confirmed: true }];
  public history: string[] = ['Successfully executed action arn:aws:sns:us-east-1:1:alerts'];
  /** What each look at the replay finds; the last one stays. */
  public looks: { execution: Execution; runs?: readonly MapRun[]; effect?: () => void }[] = [];
  /** Fails every call of this action. */
  public denied?: string;

  constructor(...entries: DirectoryEntry[]) {
    for (const each of entries) this.directory.set(`/sluice/${each.pipeline}`, JSON.stringify(each));
  }

  public region = async () => 'us-east-1';
  public parameters = async () => this.directory;

  public async metrics(queries: readonly MetricQuery[]) {
    this.check('cloudwatch:GetMetricData');
    this.queries = queries;
    return this.values;
  }

  public async queueDepth(url: string) {
    return this.queues.get(url) ?? { visible: 0, inFlight: 0, delayed: 0 };
  }

  public async itemValue(_table: string, key: Readonly<Record<string, string>>) {
    this.check('dynamodb:GetItem');
    return this.items.get(key.pk ?? '');
  }

  public async *objects(_bucket: string, prefix: string, after = ''): AsyncIterable<LakeObject> {
    this.listed.push(prefix);
    for (const [key, body] of [...this.lake].sort()) {
      if (key.startsWith(prefix) && key > after) yield { key, bytes: body.length };
    }
  }

  public objectText = async (_bucket: string, key: string) => this.lake.get(key) ?? '';
  public runningExecutions = async () => this.running;

  public async startExecution(_arn: string, name: string, input: object) {
    this.check('states:StartExecution');
    this.started.push({ name, input: input as Record<string, unknown> });
    return `arn:execution:${name}`;
  }

  public async stopExecution(arn: string, error: string) {
    this.stopped.push(arn);
    this.reasons.push(error);
  }

  public async redriveExecution(arn: string) {
    this.redriven.push(arn);
  }

  public succeededExecutions = async () => this.succeeded;

  public async execution(): Promise<Execution> {
    this.looks[0]?.effect?.();
    return this.looks[0]?.execution ?? { status: 'SUCCEEDED' };
  }

  public async mapRuns() {
    return (this.looks.length > 1 ? this.looks.shift() : this.looks[0])?.runs ?? [];
  }

  public ringingAlarms = async () => this.alarmsKnown.filter(({ state }) => state === 'ALARM');
  public alarm = async (name: string) => this.alarmsKnown.find((each) => each.name === name);

  public async setAlarmState(name: string, state: 'ALARM' | 'OK', reason: string) {
    this.check('cloudwatch:SetAlarmState');
    this.alarmStates.push(`${name} ${state}: ${reason}`);
  }

  public alarmActions = async () => this.history;
  public subscriptions = async () => this.topic;

  public async publish(_topic: string, subject: string, message: string) {
    this.published.push({ subject, message });
    return 'message-1';
  }

  private check(action: string): void {
    if (this.denied !== action) return;
    throw new AwsFailure(action, 'arn:aws:thing', sdkError('AccessDeniedException', 'Access denied'));
  }
}

export class FakeTerminal implements Terminal {
  public readonly outLines: string[] = [];
  public readonly notes: string[] = [];
  public readonly rewritten: string[] = [];
  public readonly answers: string[] = [];
  public live = false;
  public columns = 100;
  public readonly paint = plain;
  private listener?: () => void;

  public out = (line: string) => void this.outLines.push(line);
  public note = (line: string) => void this.notes.push(line);
  public rewrite = (line: string) => void this.rewritten.push(line);
  public ask = async () => this.answers.shift();
  public interrupt = () => this.listener?.();

  public onInterrupt(listener: () => void) {
    this.listener = listener;
    return () => (this.listener = undefined);
  }

  public get text(): string {
    return this.outLines.join('\n');
  }

  public get noted(): string {
    return this.notes.join('\n');
  }
}

/** Time passes only in sleep. */
export function fakeHost(aws = new FakeAws(entry())) {
  const terminal = new FakeTerminal();
  let time = NOW;
  const clock = {
    now: () => time,
    sleep: async (millis: number) => {
      time += millis;
    },
  };
  const host: Host = { aws, terminal, ...clock };
  const surroundings: Surroundings = { terminal, ...clock, version: '1.2.3', connect: () => aws, input: () => given() };
  const input: string[] = [];
  async function* given() {
    yield* input;
  }
  return { aws, terminal, host, input, sluice: (line: string) => run(line.split(' ').filter(Boolean), surroundings) };
}

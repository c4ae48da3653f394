import { Paint } from './paint';

/** Where AWS is, and who asks. */
export interface AwsOptions {
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
}

/** What the commands need of AWS; `aws/` provides it by the SDK, tests by plain objects. */
export interface Aws {
  region(): Promise<string>;
  /** Bodies of all parameters below a path, by name. */
  parameters(path: string): Promise<ReadonlyMap<string, string>>;
  /** Values by query id, oldest first; any number of queries. */
  metrics(queries: readonly MetricQuery[], from: number, to: number): Promise<ReadonlyMap<string, readonly number[]>>;
  queueDepth(queueUrl: string): Promise<QueueDepth>;
  /** A string attribute of an item; undefined where the item is absent. */
  itemValue(table: string, key: Readonly<Record<string, string>>, attribute: string): Promise<string | undefined>;
  /** Objects in key order, behind a key where one is given, page by page as they are asked for. */
  objects(bucket: string, prefix: string, after?: string): AsyncIterable<LakeObject>;
  objectText(bucket: string, key: string): Promise<string>;
  runningExecutions(stateMachineArn: string): Promise<readonly RunningExecution[]>;
  /** Names of those that ended well, the latest first. */
  succeededExecutions(stateMachineArn: string): Promise<readonly string[]>;
  /** The new execution's ARN. */
  startExecution(stateMachineArn: string, name: string, input: object): Promise<string>;
  /** `error` is the reason in a word. */
  stopExecution(executionArn: string, error: string, cause: string): Promise<void>;
  /** Goes on with an execution that was stopped or failed: what was done is not done again. */
  redriveExecution(executionArn: string): Promise<void>;
  execution(executionArn: string): Promise<Execution>;
  /** Distributed maps of an execution; none where the endpoint cannot tell. */
  mapRuns(executionArn: string): Promise<readonly MapRun[]>;
  /** Metric and composite alarms that are in ALARM now. */
  ringingAlarms(): Promise<readonly Alarm[]>;
  alarm(name: string): Promise<Alarm | undefined>;
  setAlarmState(name: string, state: 'ALARM' | 'OK', reason: string): Promise<void>;
  /** What CloudWatch wrote down about an alarm's actions, newest first. */
  alarmActions(name: string, since: number): Promise<readonly string[]>;
  subscriptions(topicArn: string): Promise<readonly Subscription[]>;
  /** The message's id. */
  publish(topicArn: string, subject: string, message: string): Promise<string>;
}

export interface MetricQuery {
  /** Lower-case letter first, then letters, digits and underscores. */
  readonly id: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
  readonly periodSeconds: number;
}

export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export interface LakeObject {
  readonly key: string;
  readonly bytes: number;
}

export interface RunningExecution {
  readonly arn: string;
  readonly name: string;
  readonly startedAt: number;
  /** JSON. */
  readonly input: string;
}

export interface Execution {
  readonly status: string;
  readonly startedAt?: number;
  readonly stoppedAt?: number;
  /** JSON. */
  readonly input?: string;
  /** JSON, once it has succeeded. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** One run of a distributed map; counts in objects. */
export interface MapRun {
  readonly id: string;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
}

export interface Alarm {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
  readonly actionsEnabled: boolean;
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
  /** Values of the dimensions of all metrics that it watches, by dimension. */
  readonly dimensions: readonly (readonly [string, string])[];
}

export interface Subscription {
  readonly protocol: string;
  readonly address: string;
  readonly confirmed: boolean;
}

/** What the commands need of the terminal and the clock. */
export interface Host {
  readonly aws: Aws;
  readonly terminal: Terminal;
  now(): number;
  sleep(millis: number): Promise<void>;
}

export interface Terminal {
  /** Results, for people and pipes. */
  out(line: string): void;
  /** Remarks and progress, for people. */
  note(line: string): void;
  /** Rewrites one line in place; only where `live`. */
  rewrite(line: string): void;
  /** True where a line can be rewritten and a question answered. */
  readonly live: boolean;
  readonly columns: number;
  readonly paint: Paint;
  /** Undefined where nobody can answer. */
  ask(question: string): Promise<string | undefined>;
  /** Calls back on Ctrl-C or a polite kill until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
}

import type { Knob, RegulatedFlow, SignalSource } from '../../../lib/contract/regulation';
import type {
  Mapping,
  MetricQuery,
  ProvisionedConcurrency,
  RegulatorHost,
  StreamSummary,
} from '../../../lambda/scaling/host';
import { createRegulator, type Tick } from '../../../lambda/scaling/scaling';
import { REAL_TIME } from '../../../lambda/scaling/time-scale';
import type { JournalEntry } from '../../../lib/contract/regulation-journal';
import { FakeState } from '../fake-host';

/** 2026-11-24T12:00:05Z: the schedule's ticks are not on the minute. */
export const FIRST_TICK = Date.UTC(2026, 10, 24, 12, 0, 5);

/** As late as CloudWatch is with what AWS publishes. */
const VENDED_SECONDS = 100;
const OWN_SECONDS = 10;

export type Operation = 'flows' | 'metrics' | 'queue' | 'mapping' | 'stream' | 'provisioned' | 'set';

/** One value that was set, or was tried to be. */
export interface SetCall {
  readonly at: number;
  readonly knob: Knob;
  readonly value: number;
}

/** The part of AWS that a regulator sees, on a virtual clock in seconds. */
export class FakeAws {
  public seconds = FIRST_TICK / 1_000;
  public readonly state = new FakeState();
  public readonly parameters = new Map<string, string>();
  public readonly waiting = new Map<string, number>();
  /** In flight or delayed. */
  public readonly hidden = new Map<string, number>();
  public readonly mappings = new Map<string, Mapping>();
  public readonly streams = new Map<string, StreamSummary>();
  public readonly aliases = new Map<string, ProvisionedConcurrency>();
  public readonly calls = new Map<Operation | 'read' | 'write', number>();
  public readonly asked: { readonly queries: readonly MetricQuery[]; readonly from: number; readonly to: number }[] =
    [];
  public readonly sets: SetCall[] = [];
  public readonly lines: Record<string, unknown>[] = [];
  public readonly logged: { readonly message: string; readonly details: object }[] = [];
  /** Throw here to make an operation fail. */
  public fault: (operation: Operation, subject: string) => void = () => undefined;
  /** What a command does; by default it is in force at once. */
  public obey: (knob: Knob, value: number) => void = (knob, value) => this.force(knob, value);
  /** What tells that metrics come through. */
  public heartbeat?: SignalSource;
  /** Figures of CloudWatch's metrics are cut off here. */
  public partial = false;
  /** What is called when somebody sleeps. */
  public passing: (seconds: number) => void = () => undefined;
  readonly #figures = new Map<string, Map<number, number>>();

  /** A figure of the period that begins at `start`. */
  public publish(signal: Pick<SignalSource, 'namespace' | 'name' | 'dimensions'>, start: number, figure: number): void {
    const key = keyOf(signal);
    const figures = this.#figures.get(key) ?? new Map<number, number>();
    figures.set(start, figure);
    this.#figures.set(key, figures);
  }

  public deploy(...flows: RegulatedFlow[]): void {
    for (const flow of flows) this.parameters.set(`/sluice-regulator/r/${flow.flow}`, JSON.stringify(flow));
  }

  /** A new execution environment; `regulate` decides in place of the planner. */
  public environment(regulate = REAL_TIME.regulate): Tick {
    return createRegulator(this.host(), { regulator: 'r' }, { ...REAL_TIME, regulate });
  }

  public host(): RegulatorHost {
    const call = <Result>(operation: Operation, subject: string, result: () => Result): Promise<Result> => {
      this.#count(operation);
      return Promise.resolve().then(() => {
        this.fault(operation, subject);
        return result();
      });
    };
    return {
      clock: { now: () => this.seconds * 1_000, random: () => 0.5, sleep: (millis) => this.#sleep(millis / 1_000) },
      state: {
        read: (key) => (this.#count('read'), this.state.read(key)),
        write: (key, value, expected) => (this.#count('write'), this.state.write(key, value, expected)),
      },
      flows: () => call('flows', '', () => [...this.parameters].map(([name, text]) => ({ name, text }))),
      metrics: (queries, from, to) =>
        call('metrics', '', () => {
          this.asked.push({ queries, from, to });
          return queries.map((query) => ({ points: this.#seen(query, from, to), whole: !this.partial }));
        }),
      queue: (url) =>
        call('queue', url, () => ({ waiting: this.waiting.get(url) ?? 0, hidden: this.hidden.get(url) ?? 0 })),
      mapping: (id) => call('mapping', id, () => this.mappings.get(id)!),
      stream: (name) => call('stream', name, () => this.streams.get(name)!),
      provisioned: (name, alias) => call('provisioned', name, () => this.aliases.get(`${name}:${alias}`)!),
      set: (knob, value) => {
        this.sets.push({ at: this.seconds, knob, value });
        return call('set', knob.kind, () => this.obey(knob, value));
      },
      heartbeat: this.heartbeat,
      emit: (line) => void this.lines.push(JSON.parse(line) as Record<string, unknown>),
      log: (message, details) => void this.logged.push({ message, details }),
    };
  }

  /** Puts a value in force. */
  public force(knob: Knob, value: number): void {
    if (knob.kind === 'maximum-concurrency') this.#change(knob.mappingId, { maximumConcurrency: value });
    if (knob.kind === 'parallelization-factor') this.#change(knob.mappingId, { parallelizationFactor: value });
    if (knob.kind === 'shards') this.streams.set(knob.streamName, { status: 'ACTIVE', openShards: value });
    if (knob.kind === 'provisioned-concurrency') {
      const settled = { allocated: value, requested: value, status: 'READY' };
      this.aliases.set(`${knob.functionName}:${knob.alias}`, settled);
    }
    if (knob.kind === 'warm-throughput') {
      const openShards = 4;
      this.streams.set(knob.streamArn, { status: 'ACTIVE', openShards, warm: { current: value, target: value } });
    }
  }

  public journal(): JournalEntry[] {
    return this.lines.filter((line) => line.journal === 'regulation') as unknown as JournalEntry[];
  }

  /** Values of a metric that was published. */
  public published(name: string): number[] {
    return this.lines.flatMap((line) => (name in line ? [line[name] as number] : []));
  }

  #change(mappingId: string, settings: Partial<Mapping>): void {
    this.mappings.set(mappingId, { ...this.mappings.get(mappingId)!, ...settings });
  }

  #seen(query: MetricQuery, from: number, to: number): Map<number, number> {
    const late = query.namespace.startsWith('AWS/') ? VENDED_SECONDS : OWN_SECONDS;
    const figures = [...(this.#figures.get(keyOf(query)) ?? [])];
    return new Map(figures.filter(([at]) => at >= from && at < to && at + query.period + late <= this.seconds));
  }

  async #sleep(seconds: number): Promise<void> {
    this.seconds += seconds;
    this.passing(seconds);
  }

  #count(operation: Operation | 'read' | 'write'): void {
    this.calls.set(operation, (this.calls.get(operation) ?? 0) + 1);
  }
}

function keyOf({ namespace, name, dimensions }: Pick<SignalSource, 'namespace' | 'name' | 'dimensions'>): string {
  return JSON.stringify([namespace, name, dimensions]);
}

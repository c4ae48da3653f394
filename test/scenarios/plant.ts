import { createHash } from 'node:crypto';
import { createDeadLetters } from '../../lambda/dead-letters/dead-letters';
import { dynamoDbState } from '../../lambda/adapters/dynamodb-state';
import { s3Lake } from '../../lambda/adapters/s3-lake';
import { createFailover, type FlowEvent, type FlowResponse } from '../../lambda/failover/failover';
import type { ReplayHost, Target } from '../../lambda/failover/host';
import { idempotency } from '../../lambda/failover/idempotency';
import { createRoute } from '../../lambda/failover/route';
import { createReplay } from '../../lambda/replay/replay';
import { sweep, type SweepEvent } from '../../lambda/replay/sweep';
import { type ReplayItem, wholePrefix } from '../../lib/contract/replay';
import type { HandlerSettings } from '../../lib/contract/settings';
import { Accounts } from '../../lib/simulation/data-plane/accounts';
import { Bucket } from '../../lib/simulation/data-plane/bucket';
import { FaultPlan } from '../../lib/simulation/data-plane/faults';
import { type Code, LambdaFunction } from '../../lib/simulation/data-plane/function';
import { Network } from '../../lib/simulation/data-plane/network';
import type { Process } from '../../lib/simulation/data-plane/process';
import { Scheduler } from '../../lib/simulation/data-plane/scheduler';
import { type Manners, Sink } from '../../lib/simulation/data-plane/sink';
import { StateMachine } from '../../lib/simulation/data-plane/state-machine';
import { Table } from '../../lib/simulation/data-plane/table';
import { type Random, seededRandom } from '../../lib/simulation/random';
import { settingsOf } from '../lambda/fake-host';
import { Claims } from './claims';
import { targetOf } from './consumer';
import { readObject } from './native';
import { leakOf } from './metrics';
import { type Outcome, outcomeOf } from './outcome';
import { payloadOf } from './payload';
import { type EventName, MINUTE, type Plan, SECOND, START } from './plan';
import { dynamoDbOver, s3Over } from './sdk';
import { type Source, sourceOf } from './sources';

const PIPELINE = 'orders';
const SWEEP: SweepEvent = { sweep: true, stateMachineArn: 'arn', prefixes: [`spilled/${PIPELINE}/`, 'aws/lambda/'] };
const MANNERS: Omit<Manners, 'isPoison'> = { onPoison: 'throws', ofStream: false, callMillis: 20, recordMillis: 1 };

type ReplayEvent = ReplayItem | SweepEvent;

/** One pipeline over modelled services: the handlers are the real ones. */
export class Plant {
  public readonly primary: Sink;
  public readonly fallback?: Sink;
  public readonly accounts: Accounts;
  private readonly random: Random;
  private readonly scheduler: Scheduler;
  private readonly faults: FaultPlan;
  private readonly bucket: Bucket;
  private readonly table: Table;
  private readonly machine: StateMachine<ReplayItem>;
  private readonly failover: LambdaFunction<FlowEvent, FlowResponse>;
  private readonly replay: LambdaFunction<ReplayEvent, unknown>;
  private readonly keeper: LambdaFunction<FlowEvent, FlowResponse>;
  private readonly source: Source;
  private readonly settings: HandlerSettings;
  private readonly everStored = new Set<string>();
  private readonly happenings = createHash('sha256');
  private readonly claims = new Claims();
  /** Objects that were changed by a worker which had lost them. */
  private readonly disputedObjects = new Set<string>();
  private isBroken = false;
  private sent = 0;

  constructor(
    private readonly plan: Plan,
    seed: number,
  ) {
    this.random = seededRandom(seed);
    const chance = (): Random => seededRandom(Math.floor(this.random.next() * 2 ** 32));
    this.scheduler = new Scheduler(START, chance());
    this.faults = new FaultPlan(chance());
    for (const fault of plan.faults) this.faults.add(fault);
    const network = new Network(this.scheduler, chance(), this.faults);
    this.primary = new Sink(network, chance(), 'target.primary', this.manners());
    if (plan.fallback) this.fallback = new Sink(network, chance(), 'target.fallback', this.manners());
    this.accounts = new Accounts(this.sinks, readObject, plan.archive);
    this.bucket = new Bucket(network, { changing: (key, body, by) => this.watch(key, body, by) });
    this.table = new Table(network, this.claims);
    this.settings = this.handlerSettings();
    this.failover = this.functionOf(chance(), this.loadFailover(chance()), {});
    this.replay = this.functionOf(chance(), this.loadReplay(chance()), { timeoutMillis: 5 * MINUTE, concurrency: 10 });
    this.machine = new StateMachine(network, this.bucket, this.replay);
    this.keeper = this.functionOf(chance(), this.loadKeeper(chance()), { timeoutMillis: 5 * SECOND, concurrency: 10 });
    this.source = sourceOf({ ...this.surroundings(), chance });
  }

  /** Runs the plan to its end, and counts. */
  public async run(): Promise<Outcome> {
    void this.produce();
    void this.sweepUp();
    for (const { at, what } of this.plan.events) void this.scheduler.sleep(at).then(() => this.happen(what));
    await this.scheduler.runUntil(START + this.plan.millis);
    const { plan, accounts, faults, source, primary, fallback, everStored, disputedObjects } = this;
    return outcomeOf({ plan, accounts, faults, source, primary, fallback, everStored, disputedObjects });
  }

  /** Digest of all that happened in the bucket, in the metrics and at the sinks: the same seed gives the same. */
  public get trace(): string {
    const trace = this.happenings.copy();
    for (const sink of this.sinks) for (const [id, { at, times }] of sink.taken) trace.update(`${id} ${at} ${times}\n`);
    return trace.digest('hex');
  }

  private get sinks(): Sink[] {
    return this.fallback ? [this.primary, this.fallback] : [this.primary];
  }

  private manners(): Manners {
    const isPoison = ({ id }: { id: string }): boolean => this.isBroken || !!this.accounts.sent.get(id)?.isPoison;
    return { ...MANNERS, ofStream: this.plan.source === 'stream', ...this.plan.primary, isPoison };
  }

  private handlerSettings(): HandlerSettings {
    const { source, archive, maxReceives, settings } = this.plan;
    const ofQueue = source === 'stream' ? {} : { maxReceives };
    return settingsOf({ pipeline: PIPELINE, ordered: source !== 'queue', archive, ...ofQueue, ...settings });
  }

  private functionOf<Event, Result>(
    chance: Random,
    load: (environment: Process) => Code<Event, Result>,
    more: { readonly timeoutMillis?: number; readonly concurrency?: number },
  ): LambdaFunction<Event, Result> {
    const { skewMillis, timeoutMillis, environments: concurrency } = this.plan;
    const options = { skewMillis, timeoutMillis, concurrency, load, ...more };
    return new LambdaFunction(this.scheduler, chance, this.faults, options);
  }

  private surroundings() {
    const { plan, scheduler, faults, accounts, bucket, keeper, failover: handler } = this;
    return { plan, scheduler, faults, accounts, bucket, keeper, handler };
  }

  private watch(key: string, body: string | undefined, by?: Process): void {
    if (by && this.claims.hasLost(key, by)) this.disputedObjects.add(key);
    this.happenings.update(`${this.scheduler.now()} ${key} ${body?.length}\n`);
    if (body !== undefined && !key.startsWith('archive/')) {
      for (const { id } of readObject(key, body)) this.everStored.add(id);
    }
    this.accounts.changing(key, body);
  }

  private emitted(line: string): void {
    this.happenings.update(line);
    const leak = leakOf(line);
    if (leak !== 0) this.accounts.note('balance', `an invocation's metrics are off by ${leak} records`);
  }

  private async produce(): Promise<void> {
    const { arrivingMillis, meanGapMillis, burst } = this.plan;
    while (this.scheduler.now() < START + arrivingMillis) {
      const records = 1 + Math.floor(this.random.next() * burst);
      for (let each = 0; each < records; each += 1) this.send();
      await this.scheduler.sleep(-Math.log(1 - this.random.next()) * meanGapMillis);
    }
  }

  private send(): void {
    const ordinal = (this.sent += 1);
    const key = `key-${Math.floor(this.random.next() * this.plan.keys)}`;
    const isPoison = this.random.next() < this.plan.poison;
    this.source.send({ ordinal, key, isPoison, payload: payloadOf(this.random, ordinal, this.plan.oddPayloads) });
  }

  private async sweepUp(): Promise<never> {
    for (;;) {
      await this.scheduler.sleep(MINUTE);
      await this.replay.invoke(SWEEP).catch(() => undefined);
    }
  }

  private happen(what: EventName): void {
    this.faults.count(what);
    switch (what) {
      case 'reshard':
        return this.source.reshard();
      case 'redrive':
        return this.source.redrive();
      case 'deploy':
        this.failover.deploy(this.loadFailover(this.random));
        return this.replay.deploy(this.loadReplay(this.random));
      case 'break-consumer':
      case 'mend-consumer':
        this.isBroken = what === 'break-consumer';
        return;
      case 'throttle':
      case 'unthrottle':
        this.failover.options.concurrency = what === 'throttle' ? 0 : this.plan.environments;
        return;
      case 'throttle-dead-letters':
      case 'unthrottle-dead-letters':
        this.keeper.options.concurrency = what === 'throttle-dead-letters' ? 0 : 10;
        return;
      default:
        return this.startReplay(what);
    }
  }

  private startReplay(what: `replay-${string}`): void {
    const prefix = `${what.slice('replay-'.length)}/${PIPELINE}/`;
    this.machine.start(`${what}-${this.scheduler.now()}`, wholePrefix(prefix, 'operator'));
  }

  private loadFailover(random: Random): (environment: Process) => Code<FlowEvent, FlowResponse> {
    return (environment) => createFailover(this.hostOf(environment, 'failover', random), this.settings);
  }

  private loadReplay(random: Random): (environment: Process) => Code<ReplayEvent, unknown> {
    return (environment) => {
      const host = this.hostOf(environment, 'replay', random);
      const replay = createReplay(host, { ...this.settings, archive: false });
      return async (event, remainingMillis) =>
        'sweep' in event
          ? sweep(host, this.settings, createRoute(host, this.settings), event)
          : replay(event, remainingMillis);
    };
  }

  private loadKeeper(random: Random): (environment: Process) => Code<FlowEvent, FlowResponse> {
    return (environment) => createDeadLetters(this.hostOf(environment, 'dead-letters', random), this.settings);
  }

  private hostOf(process: Process, name: string, random: Random): ReplayHost {
    const { primary, fallback, plan, settings } = this;
    const target = (sink: Sink): Target => targetOf(sink, { process, name }, plan.maxRecords);
    const host: ReplayHost = {
      clock: {
        now: () => process.now(),
        random: () => random.next(),
        sleep: (millis) => process.sleep(millis),
      },
      primary: target(primary),
      ...(fallback && { fallback: target(fallback) }),
      lake: s3Lake(s3Over(this.bucket.clientOf(process)), 'lake'),
      state: dynamoDbState(dynamoDbOver(this.table.clientOf(process)), 'state'),
      ...this.machine.startsOf(process),
      emit: (line) => this.emitted(line),
      log: () => undefined,
    };
    return settings.idempotencyMillis ? { ...host, guard: idempotency(host, settings) } : host;
  }
}

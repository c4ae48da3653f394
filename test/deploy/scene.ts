import { setTimeout as sleep } from 'node:timers/promises';
import type { Promised } from '../../demo/balance';
import type { TraceRow } from '../../demo/warehouse';
import type { Fault } from '../../demo/local-aws/faults';
import type { Flow } from './flow';
import type { Stage } from './stage';

/** Nothing that is waited for takes longer on two busy cores. */
const PATIENCE_SECONDS = 240;

/** Rows of a source that keeps order are of so many keys. */
const KEYS = 7;

/** An alert that had to come, and when it did. */
export interface Heard {
  readonly rule: string;
  readonly seconds: number;
}

/** Rules of which an alert is waited for. */
const FLOW_RULES = ['outage', 'all-paths-down', 'quarantine', 'returned', 'state-unavailable', 'leak'] as const;

/** Makes another row of one that would be sent. */
export type Change = (row: TraceRow, index: number) => TraceRow;

/** A row that no consumer here can read. */
export const poison: Change = (row) => ({ ...row, generatedTokens: 'n/a' });

/** What a scenario does to a pipeline, sees of it, and holds it to. */
export class Scene {
  public readonly promises: Promised[] = [];
  public readonly heard: Heard[] = [];
  public first: number;
  public count = 0;

  /** What ends the faults that still hold. */
  private readonly faults = new Set<() => Promise<void>>();

  constructor(
    public readonly flow: Flow,
    public readonly stage: Stage,
    private readonly say: (text: string) => void,
  ) {
    this.first = flow.nextRow;
    flow.openWarehouse();
  }

  /** Rows of this scenario that have their effect. */
  public get stored(): number {
    return [...this.flow.warehouse.effects.keys()].filter((row) => row >= this.first).length;
  }

  /** A service of the local AWS fails, until what is returned is called or the scenario is over; it must come true. */
  public async fault(fault: Fault): Promise<() => Promise<void>> {
    const off = await this.stage.faults.on(fault);
    const end = async (): Promise<void> => {
      if (!this.faults.delete(end)) return;
      const hits = await off();
      if (hits === 0) this.hold(`the fault of ${fault.action} came true`, false);
    };
    this.faults.add(end);
    return end;
  }

  /** Ends what still holds. */
  public async mend(): Promise<void> {
    for (const end of [...this.faults]) await end();
    this.flow.warehouse.heal();
  }

  /** The key of a row; rows of a queue have none. */
  public readonly keyOf = (row: number): string => `key-${row % KEYS}`;

  /** Into the source, unless another queue is meant. */
  public async send(count: number, change: Change = (row) => row, queue?: string): Promise<void> {
    const rows = Array.from({ length: count }, (_, index) => change(this.nextRow(), index));
    await (queue === undefined ? this.flow.sender : this.flow.senderTo(queue)).send(rows);
  }

  /** No alarm of what a pipeline says of itself rings any more: the next one that does is new. */
  public async calm(): Promise<void> {
    const isCalm = (): boolean => !FLOW_RULES.some((rule) => this.flow.rings(rule));
    if (isCalm()) return;
    // An outage is over only when somebody has seen the target healthy; what is sent for that counts for no scenario.
    await this.sendUntil(1, isCalm);
    await this.allStored();
    [this.first, this.count] = [this.flow.nextRow, 0];
    this.flow.openWarehouse();
  }

  /** Send so many every second until something is true; returns when it is, and all is sent. */
  public async sendUntil(
    perSecond: number,
    isEnough: () => boolean | Promise<boolean>,
    change?: Change,
    patienceSeconds = PATIENCE_SECONDS,
  ): Promise<void> {
    const deadline = Date.now() + patienceSeconds * 1_000;
    while (!(await isEnough())) {
      if (Date.now() > deadline) throw new Error(`sent for ${patienceSeconds} s in vain`);
      await this.send(perSecond, change);
      await sleep(1_000);
    }
  }

  /** How often each record was received when it was first archived. */
  public async receives(): Promise<number[]> {
    const { cloud, entry } = this.flow;
    const keys = await this.flow.objects('archive');
    const bodies = await Promise.all(keys.map((key) => cloud.read(entry.bucket, { key })));
    const lines = bodies.flatMap((body) => body.split('\n').filter((line) => line !== ''));
    return lines.map((line) => (JSON.parse(line) as { readonly attempts: number }).attempts);
  }

  /** Send so many every second for so long. */
  public async sendFor(seconds: number, perSecond: number, change?: Change): Promise<void> {
    const end = Date.now() + seconds * 1_000;
    await this.sendUntil(perSecond, () => Date.now() >= end, change);
  }

  /** All rows sent so far have their effect. */
  public allStored(seconds?: number): Promise<void> {
    return this.until('all have their effect', () => this.stored === this.count, seconds);
  }

  public async until(
    what: string,
    isReached: () => boolean | Promise<boolean>,
    seconds = PATIENCE_SECONDS,
  ): Promise<void> {
    this.say(`until ${what}`);
    for (const deadline = Date.now() + seconds * 1_000; !(await isReached()); await sleep(250)) {
      if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain until ${what}`);
    }
  }

  public hold(promise: string, isKept: boolean): void {
    this.promises.push([promise, isKept]);
  }

  /** An alert of a rule, or of one of several, must reach its subscriber within so many seconds of its cause. */
  public async hear(rules: string | readonly string[], cause: number, within: number): Promise<void> {
    const any = typeof rules === 'string' ? [rules] : rules;
    this.say(`until the alert ${any.join(' or ')} arrives`);
    const find = (): Heard | undefined => any.map((rule) => this.heardOf(rule, cause)).find((heard) => heard);
    while (!find() && Date.now() < cause + within * 1_000) await sleep(250);
    const heard = find();
    if (heard) this.heard.push(heard);
    this.hold(`the alert ${any.join(' or ')} came within ${within} s`, heard !== undefined && heard.seconds <= within);
  }

  /** The alarm is over within so many seconds of the end of its cause. */
  public async hearEnd(rule: string, end: number, within: number): Promise<void> {
    this.say(`until the alarm ${rule} is over`);
    while (this.flow.rings(rule) && Date.now() < end + within * 1_000) await sleep(250);
    this.hold(`the alarm ${rule} was over within ${within} s`, !this.flow.rings(rule));
  }

  private heardOf(rule: string, cause: number): Heard | undefined {
    const alert = this.flow.alerts(rule, cause).find(({ state }) => state === 'ALARM');
    return alert && { rule, seconds: (alert.receivedAt - cause) / 1_000 };
  }

  private nextRow(): TraceRow {
    const row = this.flow.nextRow++;
    this.count++;
    const plain = { row, timestamp: new Date(row).toISOString(), contextTokens: 1, generatedTokens: row };
    return this.flow.isOrdered ? { ...plain, key: this.keyOf(row) } : plain;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Promised } from '../../demo/balance';
import type { TraceRow } from '../../demo/warehouse';
import type { Flow } from './flow';

/** Nothing that is waited for takes longer on two busy cores. */
const PATIENCE_SECONDS = 240;

/** Rows of a source that keeps order are of so many keys. */
const KEYS = 7;

/** An alert that had to come, and when it did. */
export interface Heard {
  readonly rule: string;
  readonly seconds: number;
}

/** What a scenario does to a pipeline, sees of it, and holds it to. */
export class Scene {
  public readonly promises: Promised[] = [];
  public readonly heard: Heard[] = [];
  public readonly first: number;
  public count = 0;

  constructor(
    public readonly flow: Flow,
    private readonly say: (text: string) => void,
  ) {
    this.first = flow.nextRow;
    flow.openWarehouse();
  }

  /** Rows of this scenario that have their effect. */
  public get stored(): number {
    return [...this.flow.warehouse.effects.keys()].filter((row) => row >= this.first).length;
  }

  /** The key of a row; rows of a queue have none. */
  public readonly keyOf = (row: number): string => `key-${row % KEYS}`;

  public async send(count: number, change: (row: TraceRow, index: number) => TraceRow = (row) => row): Promise<void> {
    const rows = Array.from({ length: count }, (_, index) => change(this.nextRow(), index));
    await this.flow.sender.send(rows);
  }

  /** Send so many every second until something is true; returns when it is, and all is sent. */
  public async sendUntil(perSecond: number, isEnough: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE_SECONDS * 1_000;
    while (!(await isEnough())) {
      if (Date.now() > deadline) throw new Error(`sent for ${PATIENCE_SECONDS} s in vain`);
      await this.send(perSecond);
      await sleep(1_000);
    }
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

  /** An alert of a rule must reach its subscriber within so many seconds of its cause. */
  public async hear(rule: string, cause: number, within: number): Promise<void> {
    this.say(`until the alert ${rule} arrives`);
    const find = () => this.flow.alerts(rule, cause).find(({ state }) => state === 'ALARM');
    while (!find() && Date.now() < cause + within * 1_000) await sleep(250);
    const alert = find();
    if (alert) this.heard.push({ rule, seconds: (alert.receivedAt - cause) / 1_000 });
    this.hold(`the alert ${rule} came within ${within} s`, alert !== undefined);
  }

  /** The alarm is over within so many seconds of the end of its cause. */
  public async hearEnd(rule: string, end: number, within: number): Promise<void> {
    this.say(`until the alarm ${rule} is over`);
    while (this.flow.rings(rule) && Date.now() < end + within * 1_000) await sleep(250);
    this.hold(`the alarm ${rule} was over within ${within} s`, !this.flow.rings(rule));
  }

  private nextRow(): TraceRow {
    const row = this.flow.nextRow++;
    this.count++;
    const plain = { row, timestamp: new Date(row).toISOString(), contextTokens: 1, generatedTokens: row };
    return this.flow.isOrdered ? { ...plain, key: this.keyOf(row) } : plain;
  }
}

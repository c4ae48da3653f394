import { setTimeout as sleep } from 'node:timers/promises';
import type { DirectoryEntry } from '../lib/contract/directory';
import { zonePrefix } from '../lib/contract/lake';
import type { BreakerState } from '../lib/control/breaker';
import type { Cloud } from './cloud';
import type { RegulatedCloud } from './regulated-cloud';
import type { Sample } from './report/timeline';
import type { Sender } from './sender';
import type { Effect, Warehouse } from './warehouse';

const PERIOD_MILLIS = 500;

/** A sample before first outcomes are known: those need the bucket's whole history, see `census`. */
export type RawSample = Pick<Sample, 'at' | 'latency' | 'breaker' | 'spillDepth' | 'quarantineDepth' | 'capacity'>;

/** What is looked at. */
export interface Observed {
  readonly cloud: Cloud;
  readonly regulated: RegulatedCloud;
  readonly entry: DirectoryEntry;
  /** The mapping that calls the handler. */
  readonly mappingId: string;
  readonly warehouse: Warehouse;
  readonly sender: Sender;
}

/** Looks at a pipeline twice a second: its sinks, its bucket, its shared state, its mapping. */
export class Observer {
  public readonly samples: RawSample[] = [];
  public breaker: BreakerState = { kind: 'closed' };
  public spilled: readonly string[] = [];
  public quarantined: readonly string[] = [];
  /** Batches at a time, as the mapping says. */
  public capacity: number | null = null;
  /** When the breaker opened, each time, by its own clock: a look comes up to a second later on a busy machine. */
  public readonly openings = new Set<number>();
  private active = true;
  private counted = 0;
  private readonly done: Promise<void>;

  constructor(private readonly observed: Observed) {
    this.done = this.run();
  }

  /** Rows that have their effect. */
  public get committed(): number {
    return this.observed.warehouse.effects.size;
  }

  public async stop(): Promise<void> {
    this.active = false;
    await this.done;
  }

  private async run(): Promise<void> {
    while (this.active) {
      await this.look().catch(() => undefined);
      await sleep(PERIOD_MILLIS);
    }
  }

  private async look(): Promise<void> {
    const { cloud, regulated, mappingId } = this.observed;
    const { bucket, stateTable, pipeline } = this.observed.entry;
    [this.spilled, this.quarantined, this.breaker, this.capacity] = await Promise.all([
      cloud.keys(bucket, zonePrefix('spilled', pipeline)),
      cloud.keys(bucket, zonePrefix('quarantined', pipeline)),
      cloud.breaker(stateTable, pipeline, 'primary'),
      regulated.capacity(mappingId),
    ]);
    const at = Date.now();
    if (this.breaker.kind === 'open' || this.breaker.kind === 'probing') this.openings.add(this.breaker.since);
    this.samples.push({
      at,
      latency: this.latency(),
      breaker: this.breaker.kind,
      spillDepth: this.spilled.length,
      quarantineDepth: this.quarantined.length,
      capacity: this.capacity,
    });
  }

  /** Of the rows committed since the last look, from send to commit. */
  private latency(): Sample['latency'] {
    const { warehouse, sender } = this.observed;
    const fresh: [number, Effect[]][] = [...warehouse.effects].slice(this.counted);
    this.counted += fresh.length;
    if (fresh.length === 0) return null;
    const millis = fresh
      .map(([row, [effect]]) => effect.at - (sender.sentAt.get(row) ?? effect.at))
      .sort((a, b) => a - b);
    const quantile = (share: number): number => millis[Math.min(millis.length - 1, Math.floor(millis.length * share))];
    return { p50: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99) };
  }
}

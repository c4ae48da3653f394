import type { Alert, Inbox } from '../../demo/inbox';
import type { Cloud } from '../../demo/cloud';
import { Sender } from '../../demo/sender';
import { Warehouse } from '../../demo/warehouse';
import type { DirectoryEntry } from '../../lib/contract/directory';
import { type Zone, zonePrefix } from '../../lib/contract/lake';
import type { TargetRole } from '../../lib/contract/state';
import { type FlowName, stackOf } from './flows';

/** What a deployed pipeline is, and what stands at both of its ends. */
export interface Ends {
  readonly cloud: Cloud;
  readonly entry: DirectoryEntry;
  readonly inbox: Inbox;
  /** The warehouse of each pipeline, as the server finds it. */
  readonly warehouses: Map<string, Warehouse>;
}

/** A deployed pipeline, and what stands at both of its ends. */
export class Flow {
  /** Number of the next row: no two scenarios share one. */
  public nextRow = 0;
  public readonly sender: Sender;
  private readonly since = Date.now();

  constructor(
    public readonly name: FlowName,
    private readonly ends: Ends,
  ) {
    this.sender = new Sender(ends.cloud, ends.entry.source);
  }

  public get cloud(): Cloud {
    return this.ends.cloud;
  }

  public get entry(): DirectoryEntry {
    return this.ends.entry;
  }

  public get warehouse(): Warehouse {
    return this.ends.warehouses.get(this.name)!;
  }

  /** Its source keeps the order of a key. */
  public get isOrdered(): boolean {
    return this.name === 'fifo' || this.name === 'stream';
  }

  /** An empty store behind healthy entrances, of which the primary takes so long for a row. */
  public openWarehouse(millisPerRow = 0): void {
    this.ends.warehouses.set(this.name, new Warehouse(millisPerRow));
  }

  /** The last part of its address, as requests name it. */
  public get sourceName(): string {
    return this.entry.source.address.split('/').at(-1)!;
  }

  /** Sends rows to another queue than the source. */
  public senderTo(address: string): Sender {
    return new Sender(this.cloud, { ...this.entry.source, address });
  }

  public consumer(): Promise<string> {
    return this.cloud.physicalId(stackOf(this.name), 'Consumer', 'AWS::Lambda::Function');
  }

  public objects(zone: Zone): Promise<string[]> {
    return this.cloud.keys(this.entry.bucket, zonePrefix(zone, this.entry.pipeline));
  }

  public async breaker(role: TargetRole = 'primary'): Promise<string> {
    const { kind } = await this.cloud.breaker(this.entry.stateTable, this.entry.pipeline, role);
    return kind;
  }

  /** Messages of the source; a stream does not tell. */
  public inSource(): Promise<number> {
    const { kind, address } = this.entry.source;
    return kind === 'queue' ? this.waitingIn(address) : Promise.resolve(0);
  }

  public async deadLetters(): Promise<number> {
    const { deadLetterQueueUrl } = this.entry;
    return deadLetterQueueUrl === undefined ? 0 : this.waitingIn(deadLetterQueueUrl);
  }

  /** Alerts of a rule since a moment, oldest first. */
  public alerts(rule: string, since = this.since): readonly Alert[] {
    const ofRule = alarmOf(this.name, rule);
    return this.ends.inbox.alerts.filter(({ alarm, receivedAt }) => ofRule(alarm) && receivedAt >= since);
  }

  /** Whether an alarm rings, by its last alert. */
  public rings(rule: string): boolean {
    return this.alerts(rule).at(-1)?.state === 'ALARM';
  }

  private async waitingIn(url: string): Promise<number> {
    const { visible, inFlight } = await this.cloud.depth(url);
    return visible + inFlight;
  }
}

/** CloudFormation names an alarm by stack and logical id, which is the path without hyphens and a hash of eight. */
function alarmOf(flow: FlowName, rule: string): (alarm: string) => boolean {
  const pattern = new RegExp(`^${stackOf(flow)}-.*Monitor${rule.replaceAll('-', '')}[0-9A-F]{8}`);
  return (alarm) => pattern.test(alarm);
}

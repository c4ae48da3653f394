import type { HandlerSettings } from '../../lib/contract/settings';
import type { Routed } from './dispatch';
import type { Host } from './host';
import { eachOf, Store, storeOf, Unstored } from './lake-writer';
import { Ledger } from './ledger';
import { isWellFormed, itemIdentifier, NativeRecord, receives } from './records';

const NO_TIME = { code: 'DEADLINE', message: 'no time left to try it, and the source would not hand it over again' };
const UNDECODABLE = { code: 'UNDECODABLE', message: 'neither an SQS message nor a Kinesis record' };

/** One invocation's records and what became of them. */
export class Batch {
  /** Those that can be delivered. */
  public readonly records: readonly NativeRecord[];
  public readonly ledger: Ledger;
  readonly #host: Host;
  readonly #settings: HandlerSettings;
  readonly #store: Store;
  readonly #undecodable: readonly unknown[];
  readonly #back: NativeRecord[] = [];
  #failure?: Error;

  constructor(host: Host, settings: HandlerSettings, records: readonly unknown[]) {
    this.#host = host;
    this.#settings = settings;
    this.#store = storeOf(host, settings.pipeline);
    this.ledger = new Ledger(records.length);
    this.records = records.every(isWellFormed) ? records : records.filter(isWellFormed);
    this.#undecodable = this.records.length === records.length ? [] : records.filter((record) => !isWellFormed(record));
  }

  /** Store the batch while it is being delivered; an archive that fails hands the batch back. */
  public async archive(): Promise<void> {
    if (!this.#settings.archive || this.records.length === 0) return;
    const items = this.records.map((record) => ({ record }));
    await this.#store('archive', items).catch((error: Error) => this.#fail(error));
  }

  /** Book a chunk; false where a record went back, behind which none of its lane may be delivered. */
  public async settle(routed: Routed): Promise<boolean> {
    const before = this.#back.length;
    const now = this.#host.clock.now();
    this.ledger.commit('delivered', routed.delivered, now);
    this.ledger.commit('diverted', routed.diverted, now);
    await this.giveBackUntried(routed.unattempted);
    await this.#keep('spilled', routed.undelivered);
    // One object a record: whatever batch a retry puts it in, there is one copy.
    await eachOf(routed.poison, (item) => this.#keep('quarantined', [item]));
    return this.#back.length === before;
  }

  /** What no target was tried with comes again, if the source hands it over once more; else the lake keeps it. */
  public async giveBackUntried(records: readonly NativeRecord[]): Promise<void> {
    if (records.length === 0) return;
    const { maxReceives = Infinity } = this.#settings;
    const isLastReceive = (record: NativeRecord): boolean => receives(record) >= maxReceives;
    const lastChance = records.filter(isLastReceive);
    this.#giveBack(records.filter((record) => !isLastReceive(record)));
    await this.#keep(
      'spilled',
      lastChance.map((record) => ({ record, ...NO_TIME })),
    );
  }

  /** A record that nobody can name to its source must be stored, or the whole batch comes again. */
  public async quarantineUndecodable(): Promise<void> {
    await eachOf(this.#undecodable, (record) =>
      this.#store('quarantined', [{ record, ...UNDECODABLE }]).then(
        () => void this.ledger.quarantined++,
        (error: Error) => this.#fail(error),
      ),
    );
  }

  /** Anything stored in part or unaccounted for brings the whole batch back. */
  public close(): void {
    if (this.#failure) this.ledger.returnAll();
    const leak = this.ledger.leaked;
    if (leak === 0) return;
    this.#failure = new Error(`${leak} records are unaccounted for`);
    this.#host.log('records are unaccounted for; the batch goes back to its source', { leak });
  }

  /** What the source must hand over again; the others are durable. */
  public failures(): { readonly itemIdentifier: string }[] {
    // A record without an identifier can only come back with the whole batch.
    if (this.#failure && this.#undecodable.length > 0) throw this.#failure;
    const back = this.#failure ? this.records : this.#back;
    return back.map((record) => ({ itemIdentifier: itemIdentifier(record) }));
  }

  /** Keep in the lake; what it does not take goes back. */
  async #keep(
    outcome: 'spilled' | 'quarantined',
    items: readonly (Unstored & { record: NativeRecord })[],
  ): Promise<void> {
    if (items.length === 0) return;
    try {
      await this.#store(outcome, items);
      this.ledger[outcome] += items.length;
    } catch (error) {
      this.#log('the lake failed; the records go back to their source', error as Error);
      this.#giveBack(items.map(({ record }) => record));
    }
  }

  #fail(error: Error): void {
    this.#failure = error;
    this.#log('the lake failed; the batch goes back to its source', error);
  }

  #log(text: string, { message }: Error): void {
    this.#host.log(text, { error: message });
  }

  #giveBack(records: readonly NativeRecord[]): void {
    this.ledger.returned += records.length;
    for (const record of records) this.#back.push(record);
  }
}

import { type RegulatedFlow, regulationKey } from '../../lib/contract/regulation';
import { type FlowRecord, newRecord, parseRecord } from './flow-record';
import type { RegulatorHost } from './host';

/** A record as it was read, with the version that the next write must find. */
export interface Stored {
  readonly record: FlowRecord;
  readonly version: number;
}

/** What is not written for so long is of a flow that is gone. */
const KEPT_SECONDS = 30 * 24 * 3_600;

/**
 * Records of flows in the shared table. Those read or written last are kept in memory: an old one is found out when it is to be
 * written, and nothing is done without a write.
 */
export class FlowStore {
  readonly #known = new Map<string, Stored>();

  constructor(
    private readonly host: RegulatorHost,
    private readonly regulator: string,
  ) {}

  public async read(flow: RegulatedFlow): Promise<Stored> {
    const known = this.#known.get(flow.flow);
    if (known) return known;
    const found = await this.host.state.read(this.#key(flow));
    const record = found && parseRecord(found.value);
    if (found && !record) this.host.log('a record of this flow cannot be read, and is begun anew', { flow: flow.flow });
    const stored = { record: record ?? newRecord(flow.planner), version: found?.version ?? 0 };
    this.#known.set(flow.flow, stored);
    return stored;
  }

  /** The record with its new version; undefined where another invocation was first. */
  public async write(flow: RegulatedFlow, record: FlowRecord, version: number): Promise<Stored | undefined> {
    const expiresAt = Math.floor(this.host.clock.now() / 1_000) + KEPT_SECONDS;
    // Read again after anything else than a success.
    this.#known.delete(flow.flow);
    const won = await this.host.state.write(this.#key(flow), JSON.stringify(record), version, expiresAt);
    if (!won) return undefined;
    const stored = { record, version: version + 1 };
    this.#known.set(flow.flow, stored);
    return stored;
  }

  #key(flow: RegulatedFlow): string {
    return regulationKey(this.regulator, flow.flow);
  }
}

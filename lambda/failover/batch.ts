import type { HandlerSettings } from '../../lib/contract/settings';
import type { Routed } from './dispatch';
import type { Host } from './host';
import { eachOf, storeOf } from './lake-writer';
import { Ledger, openLedger } from './ledger';
import { isWellFormed, itemIdentifier, NativeRecord } from './records';
import { createRemainder } from './remainder';

/** One invocation's records and what became of them. */
export interface Batch {
  /** Those that can be delivered. */
  readonly records: readonly NativeRecord[];
  readonly ledger: Ledger;
  /** Store the batch while it is being delivered; an archive that fails hands the batch back. */
  archive(): Promise<void>;
  /** Book a chunk; false where a record went back, behind which none of its lane may be delivered. */
  settle(routed: Routed): Promise<boolean>;
  /** See to what was not dispatched: the rest of a lane that was stopped, and what cannot be decoded. */
  finish(stopped: readonly NativeRecord[]): Promise<void>;
  /** Anything stored in part or unaccounted for brings the whole batch back. */
  close(): void;
  /** What the source must hand over again; the others are durable. */
  failures(): { readonly itemIdentifier: string }[];
}

const UNDECODABLE = { code: 'UNDECODABLE', message: 'neither an SQS message nor a Kinesis record' };

export function openBatch(host: Host, settings: HandlerSettings, received: readonly unknown[]): Batch {
  const records = received.every(isWellFormed) ? received : received.filter(isWellFormed);
  const undecodable = records === received ? [] : received.filter((record) => !isWellFormed(record));
  const ledger = openLedger(received.length);
  const store = storeOf(host, settings.pipeline);
  const { back, keep, giveBackUntried } = createRemainder(host, settings, store, ledger);
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure = error;
    host.log('the lake failed; the batch goes back to its source', { error: error.message });
  };
  return {
    records,
    ledger,
    async archive() {
      const items = settings.archive ? records.map((record) => ({ record })) : [];
      if (items.length > 0) await store('archive', items).catch(fail);
    },
    async settle(routed) {
      const before = back.length;
      const now = host.clock.now();
      ledger.commit('delivered', routed.delivered, now);
      ledger.commit('diverted', routed.diverted, now);
      await giveBackUntried(routed.unattempted);
      await keep('spilled', routed.undelivered);
      // One object a record: whatever batch a retry puts it in, there is one copy.
      await eachOf(routed.poison, (item) => keep('quarantined', [item]));
      return back.length === before;
    },
    async finish(stopped) {
      await giveBackUntried(stopped);
      // A record that nobody can name to its source must be stored, or the whole batch comes again.
      await eachOf(undecodable, (record) =>
        store('quarantined', [{ record, ...UNDECODABLE }]).then(() => void ledger.booked.quarantined++, fail),
      );
    },
    close() {
      if (failure) ledger.returnAll();
      const leak = ledger.leaked();
      if (leak === 0) return;
      failure = new Error(`${leak} records are unaccounted for`);
      host.log('records are unaccounted for; the batch goes back to its source', { leak });
    },
    failures() {
      // A record without an identifier can only come back with the whole batch.
      if (failure && undecodable.length > 0) throw failure;
      return (failure ? records : back).map((record) => ({ itemIdentifier: itemIdentifier(record) }));
    },
  };
}

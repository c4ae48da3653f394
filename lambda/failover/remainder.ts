import type { HandlerSettings } from '../../lib/contract/settings';
import type { Host } from './host';
import type { Store, Unstored } from './lake-writer';
import type { Ledger } from './ledger';
import { NativeRecord, receives } from './records';

/** Where the records go that no target took: into the lake, or back to their source. */
export interface Remainder {
  /** What the source must hand over again. */
  readonly back: readonly NativeRecord[];
  /** Keep in the lake; what it does not take goes back. */
  readonly keep: (outcome: 'spilled' | 'quarantined', items: readonly Missed[]) => Promise<void>;
  /** What no target was tried with comes again, if the source hands it over once more; else the lake keeps it. */
  readonly giveBackUntried: (records: readonly NativeRecord[]) => Promise<void>;
}

type Missed = Unstored & { readonly record: NativeRecord };

const NO_TIME = { code: 'DEADLINE', message: 'no time left, and the source would not hand it over again' };

export function createRemainder(host: Host, settings: HandlerSettings, store: Store, { booked }: Ledger): Remainder {
  const { maxReceives = Infinity } = settings;
  const back: NativeRecord[] = [];
  const giveBack = (records: readonly NativeRecord[]): void => {
    booked.returned += records.length;
    for (const record of records) back.push(record);
  };
  const keep: Remainder['keep'] = async (outcome, items) => {
    if (items.length === 0) return;
    try {
      await store(outcome, items);
      booked[outcome] += items.length;
    } catch (error) {
      host.log('the lake failed; the records go back to their source', { error: (error as Error).message });
      giveBack(items.map(({ record }) => record));
    }
  };
  return {
    back,
    keep,
    async giveBackUntried(records) {
      if (records.length === 0) return;
      const isLastReceive = (record: NativeRecord): boolean => receives(record) >= maxReceives;
      giveBack(records.filter((record) => !isLastReceive(record)));
      const items = records.filter(isLastReceive).map((record) => ({ record, ...NO_TIME }));
      await keep('spilled', items);
    },
  };
}
